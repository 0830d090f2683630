// SPDX-License-Identifier: MIT
#ifndef TUI_ACTIONS_H
#define TUI_ACTIONS_H

#include "store/lang.h"

/*
 * Every action of the desk: its name, its keys (the first is the one that
 * hints print; "" none) and its help. The key map, the hints, the help
 * screen and the manual page come from here (ux.md §1).
 *
 *	X(NAME, "name", key, second, third, help)
 */
#define ACTIONS(X)                                                             \
	X(OPEN, "open", "Enter", "", "",                                       \
		N_("认可本栏，到下一栏；在列表里打开"))                        \
	X(NEXT, "next", "Tab", "", "",                                         \
		N_("下一栏；在明细里到下一个必填栏，填齐了就到下一行"))        \
	X(BACK, "back", "Shift+Tab", "", "", N_("上一栏"))                     \
	X(UP, "up", "Up", "", "", N_("上一栏，上一行"))                        \
	X(DOWN, "down", "Down", "", "", N_("下一栏，下一行"))                  \
	X(LEFT, "left", "Left", "", "", N_("栏内左移；报表：前一期"))          \
	X(RIGHT, "right", "Right", "", "", N_("栏内右移；报表：后一期"))       \
	X(HOME, "home", "Home", "Ctrl+A", "", N_("到栏首；到最上一行"))        \
	X(END, "end", "End", "Ctrl+E", "", N_("到栏尾；到最下一行"))           \
	X(PGUP, "page-up", "PgUp", "", "", N_("上一页"))                       \
	X(PGDN, "page-down", "PgDn", "", "", N_("下一页"))                     \
	X(LEAVE, "leave", "Esc", "", "", N_("返回一级；没存的自动留成草稿"))   \
	X(HELP, "help", "F1", "Ctrl+G", "", N_("本栏、本屏的帮助"))            \
	X(SAVE, "save", "F2", "Ctrl+S", "",                                    \
		N_("保存，有错也能存草稿；报表：导出"))                        \
	X(FIND, "find", "F3", "Ctrl+F", "",                                    \
		N_("查找记录；在列表里直接敲字也是查找"))                      \
	X(PICK, "pick", "F4", "Ctrl+O", "",                                    \
		N_("弹出选项；报表：换月、季、半年、年"))                      \
	X(ADD, "add", "F5", "Ins", "Ctrl+N", N_("新增；在明细里加一行"))       \
	X(DITTO, "ditto", "F6", "Ctrl+D", "",                                  \
		N_("照抄上一条、上一行的同一栏（整栏只敲 .. 也行）"))          \
	X(CHECK, "check", "F7", "Ctrl+R", "", N_("检查，列出错处"))            \
	X(SAVE_NEW, "save-new", "F8", "Ctrl+X", "", N_("保存并新增一份"))      \
	X(COMMAND, "command", "F9", "Ctrl+P", "",                              \
		N_("命令框：功能、表单、栏名，敲字或数字就到"))                \
	X(UNDO, "undo", "Ctrl+Z", "", "", N_("撤销，可以跨栏"))                \
	X(REDO, "redo", "Ctrl+Y", "", "", N_("重做"))                          \
	X(CLEAR, "clear", "Ctrl+U", "", "", N_("清空本栏；清查找"))            \
	X(KILL, "kill", "Ctrl+K", "", "", N_("清到栏尾"))                      \
	X(ERASE, "erase", "Backspace", "", "", N_("删前一个字"))               \
	X(DELETE, "delete", "Del", "", "", N_("删后一个字；在列表里清查找"))   \
	X(REVEAL, "reveal", "Ctrl+T", "", "",                                  \
		N_("显示遮住的内容；要写理由，记入日志"))                      \
	X(LOCK, "lock", "Ctrl+W", "", "", N_("锁屏；没存的自动留成草稿"))      \
	X(REDRAW, "redraw", "Ctrl+L", "", "", N_("重画屏幕"))                  \
	X(QUIT, "quit", "Ctrl+Q", "F10", "", N_("退出；没存的自动留成草稿"))   \
	X(INTERRUPT, "interrupt", "Ctrl+C", "", "",                            \
		N_("不做什么，只说怎么退出"))

enum action {
	ACTION_NONE,
	ACTION_TEXT, /* typed or pasted; bound to no key */
#define X(NAME, ...) ACTION_##NAME,
	ACTIONS(X)
#undef X
		ACTION_COUNT
};

#endif
