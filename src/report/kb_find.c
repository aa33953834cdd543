/*
 * Finding genes and alleles by typed names. Knows spelling distance; nothing of what is found.
 */
#include "report/kb_find.h"

#include <stdio.h>

enum { NAME_MAX_COMPARED = 63, SUGGESTED_MAX = 3, DISTANCE_MAX = 2 };

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned kb_name_distance(str a, str b, unsigned limit)
{
    unsigned row[3][NAME_MAX_COMPARED + 2];
    if (a.n > NAME_MAX_COMPARED || b.n > NAME_MAX_COMPARED) return limit + 1;
    unsigned *before = row[0], *last = row[1], *now = row[2];
    for (unsigned j = 0; j <= b.n; j++) last[j] = j;
    for (unsigned i = 1; i <= a.n; i++) {
        now[0] = i;
        for (unsigned j = 1; j <= b.n; j++) {
            char x = lower(a.p[i - 1]), y = lower(b.p[j - 1]);
            now[j] = least(least(last[j], now[j - 1]) + 1, last[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == lower(b.p[j - 2]) && lower(a.p[i - 2]) == y) {
                now[j] = least(now[j], before[j - 2] + 1);
            }
        }
        unsigned *free_row = before;
        before = last;
        last = now;
        now = free_row;
    }
    return least(last[b.n], limit + 1);
}

typedef struct suggestions {
    str name[SUGGESTED_MAX];
    unsigned distance[SUGGESTED_MAX];
    size_t count;
} suggestions;

/* Keeps the nearest few, nearest first, earlier names first among equals. */
static void suggest(suggestions *s, str wanted, str known)
{
    unsigned d = kb_name_distance(wanted, known, DISTANCE_MAX);
    bool begins =
        wanted.n >= 3 && known.n > wanted.n && str_eq_ci((str){known.p, wanted.n}, wanted);
    if (d > DISTANCE_MAX && begins) d = DISTANCE_MAX;
    if (d > DISTANCE_MAX || d >= wanted.n) return;
    size_t at = s->count < SUGGESTED_MAX ? s->count++ : SUGGESTED_MAX;
    while (at > 0 && s->distance[at - 1] > d) {
        if (at < SUGGESTED_MAX) {
            s->name[at] = s->name[at - 1];
            s->distance[at] = s->distance[at - 1];
        }
        at--;
    }
    if (at == SUGGESTED_MAX) return;
    s->name[at] = known;
    s->distance[at] = d;
}

static status not_found(const suggestions *s, const char *what, str name, const char *list, err *e)
{
    char near[256];
    size_t n = 0;
    near[0] = '\0';
    for (size_t i = 0; i < s->count && n < sizeof near; i++) {
        const char *between = i == 0 ? "; did you mean " : i + 1 == s->count ? " or " : ", ";
        int more = snprintf(near + n, sizeof near - n, "%s%.*s", between, STR_ARG(s->name[i]));
        n += more < 0 ? 0 : (size_t)more;
    }
    if (s->count > 0) FAIL(e, E_NOTFOUND, "no %s '%.*s'%s?", what, STR_ARG(name), near);
    FAIL(e, E_NOTFOUND, "no %s '%.*s'; %s", what, STR_ARG(name), list);
}

static const kb_gene *gene_of(const kb *k, str name)
{
    size_t count;
    const kb_gene *genes = kb_genes(k, &count);
    for (size_t i = 0; i < count; i++) {
        if (str_eq_ci(genes[i].name, name)) return &genes[i];
    }
    return NULL;
}

status kb_find_gene(const kb *k, str name, const kb_gene **gene, err *e)
{
    name = str_trim(name);
    *gene = gene_of(k, name);
    if (*gene != NULL) return OK;
    size_t count;
    const kb_gene *genes = kb_genes(k, &count);
    suggestions s = {0};
    for (size_t i = 0; i < count; i++) suggest(&s, name, genes[i].name);
    return not_found(&s, "gene", name, "'precis kb list' shows all genes", e);
}

/* Splits at the first space, colon or star: no gene's name has one. */
static void split_name(str name, str *gene, str *allele)
{
    size_t at = 0;
    while (at < name.n && name.p[at] != ' ' && name.p[at] != ':' && name.p[at] != '*') at++;
    *gene = (str){name.p, at};
    if (at < name.n && name.p[at] == ':') at++;
    *allele = str_trim((str){name.p + at, name.n - at});
}

status kb_find_allele(const kb *k, str name, const kb_gene **gene, const kb_allele **allele, err *e)
{
    str gene_name, allele_name;
    split_name(str_trim(name), &gene_name, &allele_name);
    const kb_gene *g;
    TRY(kb_find_gene(k, gene_name, &g, e));
    if (allele_name.n == 0) {
        FAIL(e, E_ARGUMENT, "which allele of %.*s? For example %.*s%s%.*s", STR_ARG(g->name),
             STR_ARG(g->name), g->allele_count > 0 && g->alleles[0].name.p[0] == '*' ? "" : " ",
             STR_ARG(g->allele_count > 0 ? g->alleles[0].name : STR("*1")));
    }
    uint32_t index = kb_allele_find(g, allele_name);
    suggestions s = {0};
    for (uint32_t i = 0; i < g->allele_count && index == MAP_NONE; i++) {
        if (str_eq_ci(g->alleles[i].name, allele_name))
            index = i;
        else
            suggest(&s, allele_name, g->alleles[i].name);
    }
    if (index == MAP_NONE) {
        char what[64];
        (void)snprintf(what, sizeof what, "%.*s allele", STR_ARG(g->name));
        return not_found(&s, what, allele_name, "'precis kb gene' shows all alleles of a gene", e);
    }
    *gene = g;
    *allele = &g->alleles[index];
    return OK;
}
