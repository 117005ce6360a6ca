/* session.c - how does libwireshark, with the plugin, dissect frames that lie in memory?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#define _POSIX_C_SOURCE 200809L

#include "session.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session_compat.h"

#define SECOND_NS INT64_C(1000000000)

/* What libwireshark asks of the capture. */
struct packet_provider_data {
    frame_data *frames;
    unsigned count;
};

static void
give_up(const char *what)
{
    fprintf(stderr, "the session cannot start: %s\n", what);
    exit(1);
}

/* Its own loader would look for the plugin in folders of this machine. */
static void
load_plugin(const char *path)
{
    void *plugin = dlopen(path, RTLD_NOW);
    void (*load)(void) = NULL;

    if (plugin != NULL) {
        *(void **)&load = dlsym(plugin, "plugin_register");
    }
    if (load == NULL) {
        give_up(dlerror());
        return;
    }
    load();
}

void
session_start(const char *program, const char *plugin)
{
    /* Each piece of memory of its own, so that a sanitizer sees what reads beyond it. */
    setenv("WIRESHARK_DEBUG_WMEM_OVERRIDE", "simple", 1);
    setenv("G_SLICE", "always-malloc", 1);
    /* No settings of the user, and no tables of names: see privileges.c. */
    setenv("WIRESHARK_DATA_DIR", "/nonexistent", 1);
    setenv("WIRESHARK_CONFIG_DIR", "/nonexistent", 1);
    setenv("WIRESHARK_EXTCAP_DIR", "/nonexistent", 1);
    init_process_policies();
    g_free(tl_session_configure(program));
    wtap_init(false);
    load_plugin(plugin);
    if (!epan_init(NULL, NULL, false)) {
        give_up("epan_init");
    }
    epan_load_settings();
    prefs_apply_all();
}

static const nstime_t *
frame_time(struct packet_provider_data *capture, uint32_t number)
{
    return number > 0 && number <= capture->count ? &capture->frames[number - 1].abs_ts : NULL;
}

static void
make_record(const struct session_frame *frame, wtap_rec *rec)
{
    tl_session_record(rec, frame->encapsulation, frame->bytes, frame->captured);
    rec->presence_flags = WTAP_HAS_TS | WTAP_HAS_CAP_LEN;
    rec->ts.secs = frame->time_ns / SECOND_NS;
    rec->ts.nsecs = (int)(frame->time_ns % SECOND_NS);
    rec->tsprec = WTAP_TSPREC_NSEC;
    rec->rec_header.packet_header.caplen = frame->captured;
    rec->rec_header.packet_header.len = frame->wire;
}

/* A copy in memory of its own, so that a sanitizer sees what reads beyond the frame. */
static uint8_t *
copy_bytes(const struct session_frame *frame)
{
    uint8_t *bytes = (uint8_t *)g_malloc(frame->captured + (frame->captured == 0));

    memcpy(bytes, frame->bytes, frame->captured);
    return bytes;
}

/* One pass over one frame. */
static void
dissect(epan_t *session, const struct session_frame *frame, frame_data *fd, bool has_tree)
{
    static const frame_data *reference;
    nstime_t elapsed = NSTIME_INIT_ZERO;
    uint8_t *bytes = copy_bytes(frame);
    uint32_t total = 0;
    wtap_rec rec;

    make_record(frame, &rec);
    if (!fd->visited) {
        reference = fd->num == 1 ? NULL : reference;
        frame_data_set_before_dissect(fd, &elapsed, &reference, NULL);
    }
    epan_dissect_t *edt = epan_dissect_new(session, has_tree, has_tree);
    tl_session_dissect(edt, &rec, fd, bytes);
    frame_data_set_after_dissect(fd, &total);
    epan_dissect_free(edt);
    wtap_rec_cleanup(&rec);
    g_free(bytes);
}

void
session_play(const struct session_frame *frames, unsigned count, bool has_tree,
             void (*look)(uint32_t frame))
{
    static const struct packet_provider_funcs functions = { .get_frame_ts = frame_time };
    struct packet_provider_data capture = { g_new0(frame_data, count), count };
    epan_t *session = epan_new(&capture, &functions);

    for (unsigned i = 0; i < count; i++) {
        wtap_rec rec;
        make_record(&frames[i], &rec);
        frame_data_init(&capture.frames[i], i + 1, &rec, 0, 0);
        wtap_rec_cleanup(&rec);
    }
    for (unsigned pass = 1; pass <= 2; pass++) {
        for (unsigned i = 0; i < count; i++) {
            dissect(session, &frames[i], &capture.frames[i], pass == 2 || has_tree);
            look(i + 1);
        }
    }
    for (unsigned i = 0; i < count; i++) {
        frame_data_destroy(&capture.frames[i]);
    }
    epan_free(session);
    g_free(capture.frames);
}
