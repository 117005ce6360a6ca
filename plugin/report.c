/* report.c - the connections of a capture as tshark's statistics: a table, CSV and JSON.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report.h"

#include <epan/packet.h>
#include <epan/stat_tap_ui.h>
#include <epan/tap.h>

#include <glib/gstdio.h>

#include "compat.h"
#include "conns.h"
#include "tap.h"
#include "write.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One request on the command line. Lives as long as the program. */
struct request {
    struct tl_conns conns;
    tl_writer *write;
    FILE *file;
    char *name;   /* of the file; NULL for the standard output */
    char *filter; /* or NULL */
};

static void
give_up(const char *what, const char *why)
{
    (void)fprintf(stderr, "tcplens: %s: %s\n", what, why);
    exit(EXIT_FAILURE);
}

static void
reset(void *tapdata)
{
    tl_conns_clear(&((struct request *)tapdata)->conns);
}

static tap_packet_status
take(void *tapdata, packet_info *pinfo _U_, epan_dissect_t *edt _U_, const void *data,
     tap_flags_t flags _U_)
{
    struct request *request = (struct request *)tapdata;
    const bool is_new = tl_conns_add(&request->conns, (const struct tl_view *)data);

    return is_new ? TAP_PACKET_REDRAW : TAP_PACKET_DONT_REDRAW;
}

/* At the end of the capture. A file that is drawn again, as a program with a window may ask, is
 * written anew. */
static void
draw(void *tapdata)
{
    struct request *request = (struct request *)tapdata;

    tl_conns_sort(&request->conns);
    if (request->name != NULL) {
        rewind(request->file);
    }
    request->write(request->file, &request->conns, request->filter);
    if (fflush(request->file) != 0 || ferror(request->file) != 0) {
        give_up(request->name != NULL ? request->name : "standard output", g_strerror(errno));
    }
}

static void
finish(void *tapdata)
{
    struct request *request = (struct request *)tapdata;

    if (request->name != NULL) {
        (void)fclose(request->file);
    }
    tl_conns_end(&request->conns);
    g_free(request->name);
    g_free(request->filter);
    g_free(request);
}

static void
listen_with(struct request *request)
{
    GString *error = register_tap_listener(TL_TAP, request, request->filter, TL_REQUIRES_NOTHING,
                                           reset, take, draw, finish);

    if (error != NULL) {
        give_up("filter", error->str);
    }
}

static struct request *
begin(tl_writer *write, const char *filter)
{
    struct request *request = g_new0(struct request, 1);

    tl_conns_begin(&request->conns);
    request->write = write;
    request->file = stdout;
    request->filter = filter != NULL && filter[0] != '\0' ? g_strdup(filter) : NULL;
    return request;
}

static void
open_file(struct request *request, const char *name)
{
    if (strcmp(name, "-") == 0) {
        return;
    }
    request->name = g_strdup(name);
    request->file = g_fopen(name, "wb");
    if (request->file == NULL) {
        give_up(name, g_strerror(errno));
    }
}

/* What stands behind "tcplens,xxx": "", or a comma and more. */
static const char *
behind(const char *option, const char *name)
{
    const char *rest = option + strlen(name);

    return rest[0] == ',' ? rest + 1 : rest;
}

static tl_stat_init
begin_table(const char *option, void *data _U_)
{
    listen_with(begin(tl_write_table, behind(option, "tcplens,conns")));
    return TL_STAT_INIT_DONE;
}

/* `rest` is FILE[,FILTER]. */
static void
begin_file(const char *option, const char *name, tl_writer *write)
{
    gchar **parts = g_strsplit(behind(option, name), ",", 2);
    const bool has_file = parts[0] != NULL && parts[0][0] != '\0';

    if (!has_file) {
        give_up(name, "a file name must follow, or - for the standard output");
    }
    struct request *request = begin(write, parts[1]);
    open_file(request, parts[0]);
    g_strfreev(parts);
    listen_with(request);
}

static tl_stat_init
begin_csv(const char *option, void *data _U_)
{
    begin_file(option, "tcplens,csv", tl_write_csv);
    return TL_STAT_INIT_DONE;
}

static tl_stat_init
begin_json(const char *option, void *data _U_)
{
    begin_file(option, "tcplens,json", tl_write_json);
    return TL_STAT_INIT_DONE;
}

void
tl_report_register(void)
{
    static stat_tap_ui uis[] = {
        { REGISTER_STAT_GROUP_GENERIC, "TCP Lens connections", "tcplens,conns", begin_table, 0,
          NULL },
        { REGISTER_STAT_GROUP_GENERIC, "TCP Lens connections as CSV", "tcplens,csv", begin_csv, 0,
          NULL },
        { REGISTER_STAT_GROUP_GENERIC, "TCP Lens connections as JSON", "tcplens,json", begin_json,
          0, NULL },
    };

    for (unsigned i = 0; i < array_length(uis); i++) {
        register_stat_tap_ui(&uis[i], NULL);
    }
}
