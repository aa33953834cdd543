/*
 * Name order. Knows only spelling.
 */
#include "pgx/name_order.h"

/* 0 reference words, 1 ordinary, 2 partial (g.), 3 unknown words. */
static int group_of(str name)
{
    static const char *const first[] = {"any", "all", "reference"};
    static const char *const last[] = {"other", "unknown"};
    for (size_t i = 0; i < 3; i++) {
        if (str_eq_ci(name, str_of(first[i]))) return 0;
    }
    for (size_t i = 0; i < 2; i++) {
        if (str_eq_ci(name, str_of(last[i]))) return 3;
    }
    return str_starts(name, STR("g.")) ? 2 : 1;
}

static size_t run_length(str text, bool digits)
{
    size_t n = 0;
    while (n < text.n && char_is_digit(text.p[n]) == digits) n++;
    return n;
}

static int number_order(str a, str b)
{
    while (a.n > 1 && a.p[0] == '0') a = (str){a.p + 1, a.n - 1};
    while (b.n > 1 && b.p[0] == '0') b = (str){b.p + 1, b.n - 1};
    if (a.n != b.n) return a.n < b.n ? -1 : 1;
    return str_cmp(a, b);
}

static int token_order(str a, str b)
{
    while (a.n > 0 && b.n > 0) {
        bool digits = char_is_digit(a.p[0]);
        if (digits != char_is_digit(b.p[0])) return digits ? -1 : 1;
        str x = {a.p, run_length(a, digits)}, y = {b.p, run_length(b, digits)};
        int order = digits ? number_order(x, y) : str_cmp(x, y);
        if (order != 0) return order;
        a = (str){a.p + x.n, a.n - x.n};
        b = (str){b.p + y.n, b.n - y.n};
    }
    return a.n < b.n ? -1 : a.n > b.n;
}

static size_t component_count(str name)
{
    size_t n = 1;
    for (size_t i = 0; i + 2 < name.n; i++) {
        if (name.p[i] == ' ' && name.p[i + 1] == '+' && name.p[i + 2] == ' ') n++;
    }
    return n;
}

static int single_order(str a, str b)
{
    int x = group_of(a), y = group_of(b);
    if (x != y) return x < y ? -1 : 1;
    bool open_a = x == 2 && a.p[a.n - 1] == '?', open_b = y == 2 && b.p[b.n - 1] == '?';
    if (open_a != open_b) return open_a ? -1 : 1; /* "g.POS?" before "g.POSREF>ALT" */
    return token_order(a, b);
}

static bool next_component(str *rest, str *part)
{
    if (rest->p == NULL) return false;
    for (size_t i = 0; i + 2 < rest->n; i++) {
        if (rest->p[i] == ' ' && rest->p[i + 1] == '+' && rest->p[i + 2] == ' ') {
            *part = (str){rest->p, i};
            *rest = (str){rest->p + i + 3, rest->n - i - 3};
            return true;
        }
    }
    *part = *rest;
    *rest = (str){NULL, 0};
    return true;
}

static bool is_combination(str name)
{
    return name.n > 1 && name.p[0] == '[' && name.p[name.n - 1] == ']';
}

int pgx_name_order(str a, str b)
{
    bool x = is_combination(a), y = is_combination(b);
    if (x != y) return x ? 1 : -1;
    if (!x) return single_order(a, b);
    size_t n = component_count(a), m = component_count(b);
    if (n != m) return n < m ? -1 : 1;
    str rest_a = {a.p + 1, a.n - 2}, rest_b = {b.p + 1, b.n - 2}, part_a, part_b;
    while (next_component(&rest_a, &part_a) && next_component(&rest_b, &part_b)) {
        int order = single_order(part_a, part_b);
        if (order != 0) return order;
    }
    return 0;
}
