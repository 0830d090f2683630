// SPDX-License-Identifier: MIT
#ifndef TUI_VIEWS_SETTINGS_H
#define TUI_VIEWS_SETTINGS_H

#include "tui/desk.h"

extern const struct view_ops view_settings;

#endif
