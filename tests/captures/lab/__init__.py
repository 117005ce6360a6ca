# lab: a laboratory of two Linux kernels, from which the captures come.
# SPDX-License-Identifier: GPL-2.0-or-later
