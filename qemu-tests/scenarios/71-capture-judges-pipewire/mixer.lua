-- SPDX-License-Identifier: GPL-2.0-or-later
-- Links only: no look-out for devices, no D-Bus.
alsa_monitor.enabled = false
v4l2_monitor.enabled = false
libcamera_monitor.enabled = false
default_access.properties["enable-flatpak-portal"] = false
