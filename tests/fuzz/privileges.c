/* privileges.c - who runs a fuzz target? Nobody special.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Run by root, as in a container, libwsutil heeds no WIRESHARK_DATA_DIR: then Wireshark 4.0 reads
 * its tables of names anew for every input, which takes half a second. This takes the place of the
 * function of libwsutil that says who is special; no header of that is included, as the result is
 * gboolean in one version and bool in another.
 */
__attribute__((visibility("default"))) int started_with_special_privs(void);

int
started_with_special_privs(void)
{
    return 0;
}
