/*
 * Random people are described by random but equivalent records (spelling, splitting, blocks,
 * flanks, order of alternatives), and the cells must come back. Spellings are found by brute force
 * on the sequences, not by the code under test. The seed is fixed.
 */
#include "genotypes_help.c"

typedef struct person {
    uint8_t code[2][SITES]; /* by strand; chr1 sites only */
} person;

typedef struct line {
    uint32_t pos0;
    char text[400];
} line;

typedef struct script {
    line lines[200];
    size_t count;
    bool phased;
    bool covered[SEQUENCE_LENGTH]; /* by variant records */
} script;

static uint64_t seed = 20251123;

static uint32_t dice(uint32_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 33) % n;
}

/* Where spellings of each site's alleles lie, as indices. */
static const uint32_t place[][2] = {
    [SNV] = {5, 6},      [RUN] = {9, 17},     [REPEAT] = {19, 29}, [INSERT] = {32, 36},
    [DELETE] = {44, 54}, [INSIDE] = {46, 47}, [MNP] = {55, 57},    [SWAP] = {64, 65}};
enum { CHR1_SITES = SWAP + 1 };

static bool varies(const person *p, int site)
{
    return p->code[0][site] != 0 || p->code[1][site] != 0;
}

static bool in_the_way(const person *p, int site, uint32_t from, uint32_t to)
{
    for (int other = 0; other < CHR1_SITES; other++) {
        bool nested = (site == DELETE && other == INSIDE) || (site == INSIDE && other == DELETE);
        if (other == site || nested || !varies(p, other)) continue;
        if (from < place[other][1] && to > place[other][0]) return true;
    }
    return false;
}

/* Alternatives that spell `alts` over the same REF; false when this REF does not do. */
static bool spell(const str *alts, size_t n, uint32_t at, const str *ref, uint32_t from,
                  uint32_t to, char out[][64])
{
    for (size_t i = 0; i < n; i++) {
        char hap[256];
        int d = (int)alts[i].n - (int)ref->n;
        snprintf(hap, sizeof hap, "%.*s%.*s%s", (int)at, SEQUENCE, (int)alts[i].n, alts[i].p,
                 SEQUENCE + at + ref->n);
        int length = (int)(to - from) + d;
        if (length < 1 || strncmp(hap, SEQUENCE, from) != 0) return false;
        if (strcmp(hap + (int)from + length, SEQUENCE + to) != 0) return false;
        snprintf(out[i], 64, "%.*s", length, hap + from);
    }
    return true;
}

/* A random REF span over which all these alternatives can be written. */
static void choose_spelling(const person *p, int site, const str *alts, size_t n, uint32_t *from,
                            uint32_t *to, char out[][64])
{
    uint32_t at = sites[site].pos0[1] - START38;
    for (int tries = 0; tries < 4000; tries++) {
        *from = at + dice(14) - (at < 6 ? dice(at) : dice(6));
        *to = *from + 1 + dice(12);
        if (*to > SEQUENCE_LENGTH || in_the_way(p, site, *from, *to)) continue;
        if (spell(alts, n, at, &sites[site].alleles[0], *from, *to, out)) return;
    }
    *from = at;
    *to = at + (uint32_t)sites[site].alleles[0].n;
    assert_true(spell(alts, n, at, &sites[site].alleles[0], *from, *to, out));
}

static void add_line(script *s, uint32_t from, uint32_t to, const char *alt, int a, int b)
{
    line *l = &s->lines[s->count++];
    if (!s->phased && dice(2) == 0) {
        int swap = a;
        a = b;
        b = swap;
    }
    l->pos0 = START38 + from;
    snprintf(l->text, sizeof l->text, "chr1 %u . %.*s %s . PASS . GT %d%c%d\n", l->pos0 + 1,
             (int)(to - from), SEQUENCE + from, alt, a, s->phased ? '|' : '/', b);
    for (uint32_t i = from; i < to; i++) s->covered[i] = true;
}

static void describe_joint(script *s, const person *p, int site)
{
    str alts[4];
    size_t n = 0;
    int gt[2] = {0, 0};
    bool turned = dice(2) == 0;
    for (int k = 1; k < sites[site].allele_count; k++) {
        int code = turned ? sites[site].allele_count - k : k;
        bool used = p->code[0][site] == code || p->code[1][site] == code;
        if (!used && dice(2) == 0) continue; /* sometimes an alternative nobody has */
        alts[n++] = sites[site].alleles[code];
        for (int strand = 0; strand < 2; strand++) {
            if (p->code[strand][site] == code) gt[strand] = (int)n;
        }
    }
    char texts[4][64];
    char joined[260] = "";
    uint32_t from, to;
    choose_spelling(p, site, alts, n, &from, &to, texts);
    for (size_t i = 0; i < n; i++) {
        size_t at = strlen(joined);
        snprintf(joined + at, sizeof joined - at, "%s%s", i > 0 ? "," : "", texts[i]);
    }
    add_line(s, from, to, joined, gt[0], gt[1]);
}

static void describe_split(script *s, const person *p, int site)
{
    for (int code = 1; code < sites[site].allele_count; code++) {
        if (p->code[0][site] != code && p->code[1][site] != code) continue;
        char texts[4][64];
        uint32_t from, to;
        choose_spelling(p, site, &sites[site].alleles[code], 1, &from, &to, texts);
        add_line(s, from, to, texts[0], p->code[0][site] == code, p->code[1][site] == code);
    }
}

static void describe_bases(script *s, const person *p)
{
    add_line(s, 55, 56, "G", p->code[0][MNP], p->code[1][MNP]);
    add_line(s, 56, 57, "T", p->code[0][MNP], p->code[1][MNP]);
}

/* INSIDE next to a deletion of the same bases on the other strand: 0 or '*'. */
static void describe_star(script *s, const person *p)
{
    int gt[2];
    for (int strand = 0; strand < 2; strand++) {
        gt[strand] = p->code[strand][INSIDE];
        if (p->code[strand][DELETE] != 0) gt[strand] = 2;
    }
    add_line(s, 46, 47, "A,*", gt[0], gt[1]);
}

static void describe_site(script *s, const person *p, int site)
{
    if (!varies(p, site)) return;
    if (site == INSIDE && varies(p, DELETE) && dice(2) == 0) {
        describe_star(s, p);
    } else if (site == MNP && s->phased && dice(2) == 0) {
        describe_bases(s, p);
    } else if (dice(2) == 0) {
        describe_split(s, p, site);
    } else {
        describe_joint(s, p, site);
    }
}

/* Everything no variant record covers, in blocks or record by record. */
static void describe_rest(script *s)
{
    for (uint32_t i = 0; i < SEQUENCE_LENGTH;) {
        if (s->covered[i]) {
            i++;
            continue;
        }
        uint32_t to = i + 1;
        uint32_t most = 1 + dice(30);
        while (to < SEQUENCE_LENGTH && !s->covered[to] && to - i < most) to++;
        line *l = &s->lines[s->count++];
        l->pos0 = START38 + i;
        if (dice(3) == 0) {
            snprintf(l->text, sizeof l->text, "chr1 %u . %.*s . . PASS . GT 0/0\n", l->pos0 + 1,
                     (int)(to - i), SEQUENCE + i);
        } else {
            snprintf(l->text, sizeof l->text, "chr1 %u . %c %s . . END=%u GT 0/0\n", l->pos0 + 1,
                     SEQUENCE[i], dice(2) == 0 ? "<NON_REF>" : "<*>", START38 + to);
        }
        i = to;
    }
}

static int by_pos(const void *x, const void *y)
{
    const line *p = x;
    const line *q = y;
    return p->pos0 < q->pos0 ? -1 : p->pos0 > q->pos0;
}

static void make_person(person *p)
{
    memset(p, 0, sizeof *p);
    for (int strand = 0; strand < 2; strand++) {
        for (int site = 0; site < CHR1_SITES; site++) {
            if (dice(3) == 0) p->code[strand][site] = (uint8_t)dice(sites[site].allele_count);
        }
        if (p->code[strand][DELETE] != 0) p->code[strand][INSIDE] = 0;
    }
}

static void check(const outcome *o, const person *p, bool phased, const char *text)
{
    for (int site = 0; site < CHR1_SITES; site++) {
        uint8_t a = p->code[0][site];
        uint8_t b = p->code[1][site];
        genome_cell c = o->cells[site][0];
        bool order = phased && a != b;
        uint8_t low = a < b ? a : b;
        uint8_t high = a < b ? b : a;
        bool right = order ? c.a == a && c.b == b && (c.flags & CELL_PHASED) != 0
                           : c.a == low && c.b == high;
        if (o->given[site] && right && c.why == WHY_NONE) continue;
        print_message("site %d: %s, expected %u %u\n%s", site, cell_text(o, site, 0), a, b, text);
        fail();
    }
}

static void round_trip(bool phased, bool blocks, int trials)
{
    static script s;
    static char text[65536];
    genotypes_options options = {.build = BUILD_UNKNOWN, .absent_is_reference = !blocks};
    for (int i = 0; i < trials; i++) {
        person p;
        memset(&s, 0, sizeof s);
        s.phased = phased;
        make_person(&p);
        for (int site = 0; site < CHR1_SITES; site++) describe_site(&s, &p, site);
        if (blocks) describe_rest(&s);
        qsort(s.lines, s.count, sizeof s.lines[0], by_pos);
        size_t n = (size_t)snprintf(text, sizeof text, "%s%s", HEADER38, COLUMNS1);
        for (size_t k = 0; k < s.count; k++) {
            n += (size_t)snprintf(text + n, sizeof text - n, "%s", s.lines[k].text);
        }
        outcome *o = read_text(text, &options);
        if (o->code != OK) print_message("%s\n%s", o->error, text);
        assert_int_equal(o->code, OK);
        check(o, &p, phased, text);
    }
}

static void phased_with_blocks(void **state)
{
    (void)state;
    round_trip(true, true, 3000);
}

static void unphased_with_blocks(void **state)
{
    (void)state;
    round_trip(false, true, 3000);
}

static void variants_only(void **state)
{
    (void)state;
    round_trip(true, false, 3000);
    round_trip(false, false, 3000);
}

/* Each spelling of each indel allele, one after the other. */
static void every_spelling(void **state)
{
    (void)state;
    static const int indels[] = {RUN, REPEAT, INSERT, DELETE};
    size_t spellings = 0;
    for (size_t i = 0; i < 4; i++) {
        int site = indels[i];
        uint32_t at = sites[site].pos0[1] - START38;
        for (int code = 1; code < sites[site].allele_count; code++) {
            for (uint32_t from = 0; from < SEQUENCE_LENGTH; from++) {
                for (uint32_t to = from + 1; to <= from + 14 && to <= SEQUENCE_LENGTH; to++) {
                    char alt[1][64];
                    const str *allele = &sites[site].alleles[code];
                    if (!spell(allele, 1, at, &sites[site].alleles[0], from, to, alt)) continue;
                    char text[600];
                    snprintf(text, sizeof text, "%s%schr1 %u . %.*s %s . PASS . GT 0/1\n", HEADER38,
                             COLUMNS1, START38 + from + 1, (int)(to - from), SEQUENCE + from,
                             alt[0]);
                    outcome *o = read_text(text, &(genotypes_options){.build = BUILD_UNKNOWN});
                    char expected[16];
                    snprintf(expected, sizeof expected, "0/%d", code);
                    if (strcmp(cell_text(o, site, 0), expected) != 0) print_message("%s", text);
                    expect(o, site, 0, expected);
                    spellings++;
                }
            }
        }
    }
    print_message("%zu spellings\n", spellings);
    assert_true(spellings > 300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_spelling),
        cmocka_unit_test(phased_with_blocks),
        cmocka_unit_test(unphased_with_blocks),
        cmocka_unit_test(variants_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
