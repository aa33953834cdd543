/*
 * The real panel, straight from the tables under kb/ (positions, windows, genes), for tests that
 * read real files. Included by the tests. Run from the repository root.
 */
#include "base/file.h"
#include "base/tsv.h"
#include "genome/genotypes.h"

typedef struct kb_panel {
    arena a;
    genome_panel panel;
    genome_site sites[2000];
    genome_window windows[400];
    str names[2000]; /* gene:pos38 */
} kb_panel;

static uint8_t chrom_of_gene(arena *a, str gene)
{
    static char text[1 << 16];
    buf b;
    err e = {0};
    buf_init(&b, sizeof text);
    if (file_read("kb/genes.tsv", &b, &e) != OK) return 0;
    memcpy(text, b.p, b.n);
    tsv t;
    uint8_t code = 0;
    bool more = tsv_open(&t, "genes", (str){text, b.n}, &e) == OK;
    while (more && code == 0 && tsv_next(&t, &more, &e) == OK && more) {
        genome_build ignored;
        if (str_eq(t.field[0], gene)) code = genome_chrom_code(t.field[1], &ignored);
    }
    buf_release(&b);
    (void)a;
    return code;
}

static status load_windows(kb_panel *k, str text, err *e)
{
    tsv t;
    TRY(tsv_open(&t, "windows", text, e));
    for (bool more = true;;) {
        TRY(tsv_next(&t, &more, e));
        if (!more) return OK;
        genome_window *w = &k->windows[k->panel.window_count++];
        genome_build ignored;
        w->chrom = genome_chrom_code(t.field[1], &ignored);
        w->start0[BUILD_38] = w->start0[BUILD_37] = SITE_POS_NONE;
        uint32_t n;
        if (str_to_u32(t.field[2], &n)) w->start0[BUILD_38] = n - 1;
        if (str_to_u32(t.field[3], &n)) w->start0[BUILD_37] = n - 1;
        for (int b = 0; b < 2; b++) w->bases[b] = str_copy(&k->a, t.field[4]);
    }
}

/* GRCh37 differs from GRCh38 where a site's REF does. */
static void patch37(kb_panel *k, uint8_t chrom, uint32_t pos0, char base)
{
    for (size_t i = 0; i < k->panel.window_count; i++) {
        genome_window *w = &k->windows[i];
        if (w->chrom != chrom || w->start0[0] == SITE_POS_NONE || pos0 < w->start0[0]) continue;
        if (pos0 - w->start0[0] >= w->bases[0].n) continue;
        char *p = arena_copy(&k->a, w->bases[0].p, w->bases[0].n);
        p[pos0 - w->start0[0]] = base;
        w->bases[0].p = p;
    }
}

static void add_alleles(kb_panel *k, genome_site *s, const tsv *t)
{
    str *alleles = ARENA_ARRAY(&k->a, str, 16);
    alleles[s->allele_count++] = str_copy(&k->a, t->field[3]);
    str rest = t->field[4];
    str alt;
    while (str_next(&rest, ',', &alt)) alleles[s->allele_count++] = str_copy(&k->a, alt);
    s->ref[BUILD_38] = 0;
    s->ref[BUILD_37] = SITE_REF_OTHER;
    for (uint8_t i = 0; i < s->allele_count; i++) {
        if (str_eq(alleles[i], t->field[6])) s->ref[BUILD_37] = i;
    }
    s->alleles = alleles;
}

static int by_site(const void *x, const void *y)
{
    const genome_site *p = x, *q = y;
    if (p->chrom != q->chrom) return p->chrom < q->chrom ? -1 : 1;
    return p->pos0[1] < q->pos0[1] ? -1 : p->pos0[1] > q->pos0[1];
}

static status load_positions(kb_panel *k, str text, err *e)
{
    tsv t;
    TRY(tsv_open(&t, "positions", text, e));
    str gene = {NULL, 0};
    uint8_t chrom = 0;
    for (bool more = true;;) {
        TRY(tsv_next(&t, &more, e));
        if (!more) return OK;
        if (!str_eq(gene, t.field[0])) chrom = chrom_of_gene(&k->a, t.field[0]);
        gene = t.field[0];
        genome_site *s = &k->sites[k->panel.site_count++];
        uint32_t n;
        s->chrom = chrom;
        s->pos0[0] = s->pos0[1] = SITE_POS_NONE;
        if (str_to_u32(t.field[2], &n)) s->pos0[1] = n - 1;
        if (str_to_u32(t.field[5], &n)) s->pos0[0] = n - 1;
        add_alleles(k, s, &t);
        if (t.field[6].n == 1 && !str_eq(t.field[3], t.field[6])) {
            patch37(k, chrom, s->pos0[0], t.field[6].p[0]);
        }
    }
}

/* False when the tables are not there. */
static bool kb_panel_load(kb_panel *k)
{
    err e = {0};
    buf windows, positions;
    buf_init(&windows, 1 << 22);
    buf_init(&positions, 1 << 22);
    memset(k, 0, sizeof *k);
    bool ok = file_read("kb/windows.tsv", &windows, &e) == OK &&
              file_read("kb/positions.tsv", &positions, &e) == OK &&
              load_windows(k, buf_str(&windows), &e) == OK &&
              load_positions(k, buf_str(&positions), &e) == OK;
    patch37(k, 10, 96522561 - 1, 'T');
    patch37(k, 22, 42525952 - 1, 'C');
    patch37(k, 6, 18139214 - 1, 'G');
    buf_release(&windows);
    buf_release(&positions);
    qsort(k->sites, k->panel.site_count, sizeof k->sites[0], by_site);
    k->panel.sites = k->sites;
    k->panel.windows = k->windows;
    if (!ok) fprintf(stderr, "%s\n", e.text);
    return ok;
}

static void kb_panel_release(kb_panel *k)
{
    arena_release(&k->a);
}
