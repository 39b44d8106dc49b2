# SPDX-License-Identifier: GPL-2.0-or-later
# A vmalloc that fails says so, with a trace.
/vmalloc error: size/,/<\/TASK>/d
