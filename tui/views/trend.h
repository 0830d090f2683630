// SPDX-License-Identifier: MIT
#ifndef TUI_VIEWS_TREND_H
#define TUI_VIEWS_TREND_H

#include "tui/desk.h"

/* The figures of a report beside those of the period before and of the same
 * one a year ago, and the chosen one as a line over twelve periods. */
struct trend_arg {
	str report; /* R01 */
	struct period period;
};
extern const struct view_ops view_trend;

#endif
