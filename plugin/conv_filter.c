/* conv_filter.c - "Conversation Filter > TCP Lens connection", by a right click on a packet.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conv_filter.h"

#include <epan/packet.h>

#include "compat.h"
#include "store.h"

static tl_filter_bool
is_possible(TL_FILTER_ARGUMENTS)
{
    conversation_t *conversation = tl_find_tcp_conversation(pinfo);
    uint32_t stream;

    return conversation != NULL && tl_store_stream_at(conversation, pinfo->num, &stream);
}

/* The caller frees it. */
static char *
build(TL_FILTER_ARGUMENTS)
{
    conversation_t *conversation = tl_find_tcp_conversation(pinfo);
    uint32_t stream;

    if (conversation == NULL || !tl_store_stream_at(conversation, pinfo->num, &stream)) {
        return NULL;
    }
    return g_strdup_printf("tcplens.stream == %u", stream);
}

void
tl_conv_filter_register(void)
{
    tl_register_conversation_filter("tcplens", "TCP Lens connection", is_possible, build);
}
