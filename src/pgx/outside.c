/*
 * Outside calls. Knows the table's columns and how stated diplotypes, phenotypes and scores
 * complete each other; a stated value always wins over one derived (pgx-calling part B 2.6, 2.7).
 */
#include "pgx/outside.h"

#include <math.h>
#include <string.h>

#include "pgx/answer.h"
#include "pgx/name_order.h"

enum { LINES_MAX = 1 << 20, REMARKS_MAX = 256 };

typedef struct reading {
    const pgx_model *m;
    const char *name;
    size_t line;
    arena *a;
    answer **answers; /* by gene; NULL = no usable line */
    bool *no_call;    /* by gene: a line said "no call" */
    str *remarks;
    size_t remark_count;
} reading;

static status remark(reading *r, const char *text, str detail, err *e)
{
    if (r->remark_count == REMARKS_MAX) return OK;
    char *line = arena_printf(r->a, "%s:%zu: %s: '%.*s'", r->name, r->line, text, STR_ARG(detail));
    TRY_MEM(e, line);
    r->remarks[r->remark_count++] = str_of(line);
    return OK;
}

/* "CYP2D6*4" -> "*4"; "HLA-B*57:01" -> "*57:01". */
static str without_gene(str allele, str gene)
{
    allele = str_trim(allele);
    if (str_starts(allele, gene) && allele.n > gene.n) {
        allele = str_trim((str){allele.p + gene.n, allele.n - gene.n});
        if (allele.n > 0 && (allele.p[0] == ' ' || allele.p[0] == ':')) allele.p++, allele.n--;
    }
    return allele;
}

static str without_suballele(str allele)
{
    size_t dot = str_find(allele, '.');
    if (dot == allele.n || allele.p[0] != '*') return allele;
    for (size_t i = dot + 1; i < allele.n; i++) {
        if (allele.p[i] < '0' || allele.p[i] > '9') return allele;
    }
    return (str){allele.p, dot};
}

static str two_fields(str allele)
{
    size_t first = str_find(allele, ':');
    if (first == allele.n) return allele;
    str rest = {allele.p + first + 1, allele.n - first - 1};
    return (str){allele.p, first + 1 + str_find(rest, ':')};
}

/* "*2x5" with five copies becomes "*2x≥3" where the tables have such a row and none for "*2x5". */
static str copy_number_name(const reading *r, const kb_gene *g, str allele)
{
    if (map_get(&g->allele_index, allele) != MAP_NONE) return allele;
    const kb_table *t = kb_table_find(r->m->knowledge, "outside_names");
    uint32_t from, to, rule, copies;
    size_t x = str_find(allele, 'x');
    if (t == NULL || x == allele.n ||
        !str_to_u32((str){allele.p + x + 1, allele.n - x - 1}, &copies) || copies < 3 ||
        kb_column(t, "from", &from, NULL) != OK || kb_column(t, "to", &to, NULL) != OK ||
        kb_column(t, "rule", &rule, NULL) != OK) {
        return allele;
    }
    for (uint32_t i = 0; i < t->rows; i++) {
        str pattern = kb_cell(t, i, from);
        if (!str_eq(kb_cell(t, i, rule), STR("copies>=3")) || pattern.n != x + 2) continue;
        if (memcmp(pattern.p, allele.p, x + 1) == 0) return kb_cell(t, i, to);
    }
    return allele;
}

/* Callers of hybrids write "*36+*10", the tables "*36 + *10". */
static str spaced_name(reading *r, const kb_gene *g, str allele)
{
    char *spaced = ARENA_ARRAY(r->a, char, 3 * allele.n + 1);
    if (spaced == NULL || map_get(&g->allele_index, allele) != MAP_NONE) return allele;
    str rest = allele, part, out = {spaced, 0};
    while (str_next(&rest, '+', &part)) {
        part = str_trim(part);
        if (out.n > 0) {
            memcpy(spaced + out.n, " + ", 3);
            out.n += 3;
        }
        memcpy(spaced + out.n, part.p, part.n);
        out.n += part.n;
    }
    return map_get(&g->allele_index, out) == MAP_NONE ? allele : out;
}

static str known_name(reading *r, const pgx_gene *g, str allele, answer *w)
{
    str name = spaced_name(r, g->kb, without_gene(allele, g->kb->name));
    str plain = name;
    if (g->kb->class == KB_PRESENCE)
        plain = two_fields(name);
    else if (map_get(&g->kb->allele_index, name) == MAP_NONE)
        plain = without_suballele(name);
    if (plain.n != name.n) answer_warn(w, STR("outside-name-shortened"), name);
    str copies = copy_number_name(r, g->kb, plain);
    if (!str_eq(copies, plain)) answer_warn(w, STR("outside-copies-inferred"), plain);
    return copies;
}

/* Phenotype words as people write them, in the guideline's spelling. */
static status phenotype_text(reading *r, const pgx_gene *g, str text, str *out, err *e)
{
    *out = text = str_trim(text);
    const kb_table *t = kb_table_find(r->m->knowledge, "outside_names");
    uint32_t gene, from, to, rule;
    if (t == NULL || text.n == 0) return OK;
    TRY(kb_column(t, "gene", &gene, e));
    TRY(kb_column(t, "from", &from, e));
    TRY(kb_column(t, "to", &to, e));
    TRY(kb_column(t, "rule", &rule, e));
    for (uint32_t i = 0; i < t->rows; i++) {
        str of = kb_cell(t, i, gene);
        if (of.n > 0 && !str_eq(of, g->kb->name)) continue;
        if (str_eq(kb_cell(t, i, rule), STR("phenotype-text")) &&
            str_eq_ci(kb_cell(t, i, from), text)) {
            *out = kb_cell(t, i, to);
            return OK;
        }
    }
    buf words;
    buf_init(&words, 4096);
    str rest = text, word;
    while (str_next(&rest, ' ', &word)) {
        for (uint32_t i = 0; i < t->rows; i++) {
            if (str_eq(kb_cell(t, i, rule), STR("phenotype-word")) &&
                str_eq_ci(kb_cell(t, i, from), word)) {
                word = kb_cell(t, i, to);
            }
        }
        if (words.n > 0) buf_put_c(&words, ' ');
        buf_put_str(&words, word);
    }
    status result = buf_status(&words, e);
    if (result == OK) *out = str_copy(r->a, buf_str(&words));
    buf_release(&words);
    return result;
}

/* The table's own spelling of a phenotype, whatever the case it was written in. */
static str table_spelling(const pgx_gene *g, str text)
{
    for (size_t i = 0; i < g->kb->rule_count; i++) {
        if (str_eq_ci(g->kb->rules[i].phenotype, text)) return g->kb->rules[i].phenotype;
    }
    return text;
}

static double key_value(str key)
{
    bool at_least = str_starts(key, STR("≥"));
    double value = 0;
    (void)str_to_double(at_least ? (str){key.p + 3, key.n - 3} : key, &value);
    return at_least ? value + 1000 : value;
}

/* Lookup keys of an activity gene for a phenotype: every score that pairs of alleles give it,
 * ascending, open scores ("≥3.0") last. */
static void keys_of_phenotype(const pgx_gene *g, str phenotype, answer *w)
{
    size_t from = w->keys.count;
    for (size_t i = 0; i < g->classes * g->classes; i++) {
        if (!str_eq(g->pair[i].phenotype, phenotype)) continue;
        pgx_result r = {{NULL, 0}, g->pair[i].lookup_key, {NULL, 0}};
        answer_possible(w, &r);
    }
    str *keys = w->keys.list;
    for (size_t i = from + 1; i < w->keys.count; i++) {
        for (size_t j = i; j > from && key_value(keys[j]) < key_value(keys[j - 1]); j--) {
            str swap = keys[j];
            keys[j] = keys[j - 1];
            keys[j - 1] = swap;
        }
    }
}

static status complete(const pgx_gene *g, arena *a, str phenotype, str score, pgx_result *r,
                       answer *w, err *e)
{
    bool activity = g->kb->scoring == KB_BY_ACTIVITY;
    double value;
    if (score.n > 0 && activity) {
        bool at_least = str_starts(score, STR("≥"));
        str digits = at_least ? (str){score.p + 3, score.n - 3} : score;
        const kb_phenotype_rule *rule = NULL;
        if (str_to_double(digits, &value)) {
            rule = pgx_rule_of_score(g->kb, value);
            score = pgx_score_text(a, value, at_least);
            TRY_MEM(e, score.p);
        }
        if (r->activity_score.n > 0 && !str_eq(r->activity_score, score)) {
            answer_warn(w, STR("outside-score-mismatch"), score);
        }
        r->activity_score = r->lookup_key = score;
        if (phenotype.n == 0) {
            r->phenotype = rule != NULL ? rule->phenotype : STR("Indeterminate");
        }
    }
    if (phenotype.n > 0) {
        if (r->phenotype.n > 0 && !str_eq(r->phenotype, phenotype)) {
            answer_warn(w, STR("outside-phenotype-mismatch"), phenotype);
        }
        r->phenotype = phenotype;
        if (!activity) r->lookup_key = phenotype;
    }
    return OK;
}

/* HLA: every allele the rules ask about is present or absent once both copies are typed. */
static void presence_results(const pgx_gene *g, const str *alleles, size_t count, answer *w)
{
    for (size_t i = 0; i < g->kb->rule_count; i++) {
        const kb_phenotype_rule *rule = &g->kb->rules[i];
        if (rule->kind != KB_RULE_VALUE) continue;
        bool present = false;
        for (size_t j = 0; j < count; j++) present = present || str_eq(alleles[j], rule->a);
        if (!present && count < 2) continue; /* the other copy is not known */
        if (present != str_eq(rule->b, STR("present"))) continue;
        pgx_result r = {rule->phenotype, rule->lookup_key, {NULL, 0}};
        answer_possible(w, &r);
    }
}

static status result_of_alleles(const pgx_gene *g, const str *alleles, size_t count, pgx_result *r)
{
    *r = g->absent;
    uint32_t i = map_get(&g->kb->allele_index, alleles[0]);
    uint32_t j = count > 1 ? map_get(&g->kb->allele_index, alleles[1]) : i;
    if (i == MAP_NONE || j == MAP_NONE) return OK;
    *r = count > 1 ? *pgx_result_of_pair(g, i, j) : *pgx_result_of_single(g, i);
    return OK;
}

static status use_diplotype(reading *r, const pgx_gene *g, str text, str phenotype, str score,
                            answer *w, err *e)
{
    str part, rest = text, alleles[2];
    size_t count = 0;
    while (str_next(&rest, '/', &part)) {
        if (str_trim(part).n == 0) continue;
        if (count == 2) {
            return remark(r, "more than two alleles in a diplotype, line left out", text, e);
        }
        alleles[count] = known_name(r, g, part, w);
        if (alleles[count].n == 0) {
            return remark(r, "a gene's name where an allele is expected, line left out", text, e);
        }
        count++;
    }
    if (count == 0) return OK;
    if (count == 2 && pgx_name_order(alleles[1], alleles[0]) < 0) {
        str swap = alleles[0];
        alleles[0] = alleles[1];
        alleles[1] = swap;
    }
    char *name = count == 1
                     ? arena_copy(r->a, alleles[0].p, alleles[0].n)
                     : arena_printf(r->a, "%.*s/%.*s", STR_ARG(alleles[0]), STR_ARG(alleles[1]));
    TRY_MEM(e, name);
    pgx_result result = {{NULL, 0}, {NULL, 0}, {NULL, 0}};
    if (g->kb->class == KB_PRESENCE)
        presence_results(g, alleles, count, w);
    else
        TRY(result_of_alleles(g, alleles, count, &result));
    TRY(complete(g, r->a, phenotype, score, &result, w, e));
    str second = count == 2 ? alleles[1] : (str){NULL, 0};
    if (g->kb->class == KB_PRESENCE && w->phenotypes.count == 1) {
        result = (pgx_result){w->phenotypes.list[0], w->keys.list[0], {NULL, 0}};
    }
    return answer_add(w, str_of(name), alleles[0], second, FINDING_NO_SCORE, &result, e);
}

static status use_statement(reading *r, const pgx_gene *g, str phenotype, str score, answer *w,
                            err *e)
{
    pgx_result result = {{NULL, 0}, {NULL, 0}, {NULL, 0}};
    TRY(complete(g, r->a, phenotype, score, &result, w, e));
    if (g->kb->scoring == KB_BY_ACTIVITY && score.n == 0) {
        keys_of_phenotype(g, phenotype, w);
        result.activity_score = STR("n/a");
    }
    answer_possible(w, &result);
    return OK;
}

static bool says_no_call(str diplotype)
{
    return str_eq(diplotype, STR(".")) || str_eq(diplotype, STR("./."));
}

static bool has_control_character(str line)
{
    for (size_t i = 0; i < line.n; i++) {
        unsigned char c = (unsigned char)line.p[i];
        if ((c < 0x20 && c != '\t' && c != '\r') || c == 0x7f) return true;
    }
    return false;
}

/* "1.25", "≥3.0", "n/a" or nothing; no gene has sums near 100. */
static bool is_score(str text)
{
    double value;
    if (text.n == 0 || str_eq_ci(text, STR("n/a"))) return true;
    if (str_starts(text, STR("≥"))) text = (str){text.p + 3, text.n - 3};
    return str_to_double(text, &value) && value >= 0 && value <= 100;
}

/* Why a line as a whole cannot be used; NULL when it can be looked at. */
static const char *split_line(str line, str fields[4])
{
    str part;
    if (has_control_character(line)) return "a control character, line left out";
    for (size_t i = 0; str_next(&line, '\t', &part); i++) {
        if (i < 4) fields[i] = str_trim(part);
    }
    if (str_eq_ci(fields[0], STR("gene"))) return NULL;
    return is_score(fields[3]) ? NULL : "no activity score (0 to 100, or n/a), line left out";
}

static status use_line(reading *r, str line, err *e)
{
    str fields[4] = {{NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}};
    const char *unusable = split_line(line, fields);
    if (unusable != NULL) return remark(r, unusable, fields[3], e);
    if (str_eq_ci(fields[0], STR("gene"))) return OK;
    const kb_gene *kg = kb_gene_find(r->m->knowledge, fields[0]);
    if (kg == NULL) return remark(r, "unknown gene, line left out", fields[0], e);
    const pgx_gene *g = &r->m->genes[kg->index];
    str phenotype;
    TRY(phenotype_text(r, g, fields[2], &phenotype, e));
    phenotype = table_spelling(g, phenotype);
    if (says_no_call(fields[1]) && phenotype.n == 0 && fields[3].n == 0) {
        r->no_call[kg->index] = true;
        return OK;
    }
    if (str_eq(fields[1], STR("/")) || says_no_call(fields[1])) fields[1].n = 0;
    if (fields[1].n == 0 && phenotype.n == 0 && fields[3].n == 0) {
        return remark(r, "no diplotype, phenotype or activity score, line left out", fields[0], e);
    }
    answer *w = r->answers[kg->index];
    if (w == NULL) {
        w = ARENA_NEW(r->a, answer);
        TRY_MEM(e, w);
        answer_init(w, g, r->a);
        r->answers[kg->index] = w;
    }
    if (fields[1].n > 0) return use_diplotype(r, g, fields[1], phenotype, fields[3], w, e);
    return use_statement(r, g, phenotype, fields[3], w, e);
}

static status collect(reading *r, const finding **findings, size_t *count, err *e)
{
    finding *list = ARENA_ARRAY(r->a, finding, r->m->gene_count + 1);
    TRY_MEM(e, list);
    size_t n = 0;
    for (size_t i = 0; i < r->m->gene_count; i++) {
        answer *w = r->answers[i];
        if (w == NULL && !r->no_call[i]) continue;
        const kb_gene *g = r->m->genes[i].kb;
        finding *f = &list[n];
        *f = (finding){.gene = g->name,
                       .source = g->version,
                       .from_outside = true,
                       .effectively_phased = true};
        if (w == NULL) {
            TRY(pgx_call_nothing(&r->m->genes[i], &(pgx_call_options){0}, r->a, f, e));
            f->from_outside = true;
            f->status = FINDING_NOT_CALLED;
        } else if (w->count == 0 && w->phenotypes.count == 0 && w->keys.count == 0) {
            continue;
        } else {
            f->status = w->count > 1 ? FINDING_AMBIGUOUS : FINDING_CALLED;
            TRY(answer_close(w, f, e));
        }
        n++;
    }
    *findings = list;
    *count = n;
    return OK;
}

status pgx_outside_read(const pgx_model *m, const char *name, str text, arena *a,
                        const finding **findings, size_t *count, const str **remarks,
                        size_t *remark_count, err *e)
{
    if (!str_is_utf8(text)) FAIL(e, E_SYNTAX, "%s: not UTF-8 text", name);
    reading r = {.m = m, .name = name, .a = a};
    r.answers = ARENA_ARRAY(a, answer *, m->gene_count + 1);
    r.no_call = ARENA_ARRAY(a, bool, m->gene_count + 1);
    r.remarks = ARENA_ARRAY(a, str, REMARKS_MAX + 1);
    if (r.answers == NULL || r.no_call == NULL || r.remarks == NULL)
        FAIL(e, E_MEMORY, "out of memory");
    str line;
    while (text.p != NULL && text.n > 0 && str_next(&text, '\n', &line)) {
        r.line++;
        if (r.line > LINES_MAX) FAIL(e, E_LIMIT, "%s: more than %d lines", name, LINES_MAX);
        if (str_trim(line).n == 0 || line.p[0] == '#') continue;
        TRY(use_line(&r, line, e));
    }
    TRY(collect(&r, findings, count, e));
    *remarks = r.remarks;
    *remark_count = r.remark_count;
    return OK;
}
