// SPDX-License-Identifier: MIT
#ifndef TEMPLATES_WRITERS_XLSX_LIBRARY_H
#define TEMPLATES_WRITERS_XLSX_LIBRARY_H

#include "store/err.h"

#include <xlsxwriter.h>

/*
 * libxlsxwriter, loaded when the first spreadsheet is written. With it come
 * minizip and OpenSSL's libcrypto, 5 MB that each start of the program would
 * read and relocate: 1.6 of the 6.6 ms to the first paint.
 *
 * ERR_IO with words when it is not there. Afterwards its functions are called
 * by their own names; one that is not in the table does not link.
 */
enum err_code xlsx_load(struct err *e);

/* clang-format off */
#define XLSX_CALLS(CALL) \
	CALL(format_set_align) \
	CALL(format_set_bg_color) \
	CALL(format_set_bold) \
	CALL(format_set_border) \
	CALL(format_set_font_color) \
	CALL(format_set_font_name) \
	CALL(format_set_font_size) \
	CALL(format_set_num_format) \
	CALL(format_set_text_wrap) \
	CALL(lxw_strerror) \
	CALL(workbook_add_format) \
	CALL(workbook_add_worksheet) \
	CALL(workbook_close) \
	CALL(workbook_new_opt) \
	CALL(workbook_set_properties) \
	CALL(worksheet_autofilter) \
	CALL(worksheet_center_horizontally) \
	CALL(worksheet_fit_to_pages) \
	CALL(worksheet_freeze_panes) \
	CALL(worksheet_ignore_errors) \
	CALL(worksheet_merge_range) \
	CALL(worksheet_print_area) \
	CALL(worksheet_repeat_rows) \
	CALL(worksheet_set_column) \
	CALL(worksheet_set_footer) \
	CALL(worksheet_set_landscape) \
	CALL(worksheet_set_margins) \
	CALL(worksheet_set_paper) \
	CALL(worksheet_set_row) \
	CALL(worksheet_write_blank) \
	CALL(worksheet_write_datetime) \
	CALL(worksheet_write_number) \
	CALL(worksheet_write_string)

/* clang-format on */
#define XLSX_POINTER(name) __typeof__(&name) name;
struct xlsx_library {
	XLSX_CALLS(XLSX_POINTER)
};
extern struct xlsx_library xlsx_library;

#ifndef XLSX_LIBRARY_C
#define format_set_align xlsx_library.format_set_align
#define format_set_bg_color xlsx_library.format_set_bg_color
#define format_set_bold xlsx_library.format_set_bold
#define format_set_border xlsx_library.format_set_border
#define format_set_font_color xlsx_library.format_set_font_color
#define format_set_font_name xlsx_library.format_set_font_name
#define format_set_font_size xlsx_library.format_set_font_size
#define format_set_num_format xlsx_library.format_set_num_format
#define format_set_text_wrap xlsx_library.format_set_text_wrap
#define lxw_strerror xlsx_library.lxw_strerror
#define workbook_add_format xlsx_library.workbook_add_format
#define workbook_add_worksheet xlsx_library.workbook_add_worksheet
#define workbook_close xlsx_library.workbook_close
#define workbook_new_opt xlsx_library.workbook_new_opt
#define workbook_set_properties xlsx_library.workbook_set_properties
#define worksheet_autofilter xlsx_library.worksheet_autofilter
#define worksheet_center_horizontally xlsx_library.worksheet_center_horizontally
#define worksheet_fit_to_pages xlsx_library.worksheet_fit_to_pages
#define worksheet_freeze_panes xlsx_library.worksheet_freeze_panes
#define worksheet_ignore_errors xlsx_library.worksheet_ignore_errors
#define worksheet_merge_range xlsx_library.worksheet_merge_range
#define worksheet_print_area xlsx_library.worksheet_print_area
#define worksheet_repeat_rows xlsx_library.worksheet_repeat_rows
#define worksheet_set_column xlsx_library.worksheet_set_column
#define worksheet_set_footer xlsx_library.worksheet_set_footer
#define worksheet_set_landscape xlsx_library.worksheet_set_landscape
#define worksheet_set_margins xlsx_library.worksheet_set_margins
#define worksheet_set_paper xlsx_library.worksheet_set_paper
#define worksheet_set_row xlsx_library.worksheet_set_row
#define worksheet_write_blank xlsx_library.worksheet_write_blank
#define worksheet_write_datetime xlsx_library.worksheet_write_datetime
#define worksheet_write_number xlsx_library.worksheet_write_number
#define worksheet_write_string xlsx_library.worksheet_write_string
#endif

#endif
