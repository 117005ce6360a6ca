/* session_compat.h - what differs between the versions of libwireshark that session.c plays with?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Beside what plugin/compat.h has; no other file of the fuzz targets looks at the version.
 */
#ifndef TL_SESSION_COMPAT_H
#define TL_SESSION_COMPAT_H

#include <epan/epan.h>
#include <epan/epan_dissect.h>
#include <epan/frame_data.h>
#include <epan/tvbuff.h>
#include <wiretap/wtap.h>
#include <wsutil/buffer.h>
#include <wsutil/filesystem.h>
#include <wsutil/privileges.h>
#include <wsutil/wslog.h>

#include "compat.h"

/* The name of the program, for folders and messages. */
static inline char *
tl_session_configure(const char *program)
{
#if TL_WIRESHARK(4, 6)
    ws_log_init(NULL);
    return configuration_init(program);
#else
    ws_log_init(program, NULL);
    return configuration_init(program, NULL);
#endif
}

/* A record that holds these bytes, from 4.6 on in itself; there it has a name, too. */
static inline void
tl_session_record(wtap_rec *rec, int encapsulation, const uint8_t *bytes, unsigned count)
{
#if TL_WIRESHARK(4, 6)
    wtap_rec_init(rec, count);
    wtap_setup_packet_rec(rec, encapsulation);
    ws_buffer_append(&rec->data, bytes, count);
#else
    (void)bytes;
    (void)count;
    wtap_rec_init(rec);
    rec->rec_type = REC_TYPE_PACKET;
    rec->rec_header.packet_header.pkt_encap = encapsulation;
#endif
}

/* Dissects a record, which holds these bytes. */
static inline void
tl_session_dissect(epan_dissect_t *edt, wtap_rec *rec, frame_data *fd, const uint8_t *bytes)
{
#if TL_WIRESHARK(4, 6)
    (void)bytes;
    epan_dissect_run_with_taps(edt, WTAP_FILE_TYPE_SUBTYPE_UNKNOWN, rec, fd, NULL);
#else
    tvbuff_t *tvb = tvb_new_real_data(bytes, fd->cap_len, (int)fd->pkt_len);
    epan_dissect_run_with_taps(edt, WTAP_FILE_TYPE_SUBTYPE_UNKNOWN, rec, tvb, fd, NULL);
#endif
}

#endif
