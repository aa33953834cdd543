/*
 * Reading: files into patterns. Knows which genes and samples are wanted, that several files may be
 * parts about the same people, and what a stated sex does to X; knows nothing of calling, which is
 * pattern_call.c's.
 */
#include "cohort/engine.h"

#include <string.h>

#include "base/map.h"
#include "cohort/cell_rules.h"
#include "cohort/cohort_parts.h"

enum { FILES_MAX = 254, CHANGES = 256 };

/* One file being read. */
typedef struct reading {
    cohort *c;
    const char *path;
    uint8_t file;              /* 1-based */
    const uint32_t *site_of;   /* panel site as read -> site of the model; NULL = the same */
    const uint32_t *sample_of; /* sample of the file -> sample of the cohort; NULL = the same */
} reading;

static void add_note(cohort *c, const char *path, str text)
{
    if (c->note_count == COHORT_NOTES_MAX) return;
    char *copy = arena_printf(&c->memory, "%s: %.*s", path, STR_ARG(text));
    if (copy != NULL) c->notes[c->note_count++] = str_of(copy);
}

/* ---- genes and the panel ---- */

static status prepare_gene(cohort *c, size_t index, err *e)
{
    const kb_gene *known = c->model->genes[index].kb;
    cohort_gene *g = &c->genes[index];
    size_t positions = known->position_count + known->extra_count;
    g->wanted = c->options.genes == NULL || c->options.genes[index];
    for (size_t i = 0; i < c->options.outside_count; i++) {
        if (str_eq(c->options.outside[i].gene, known->name)) g->outside = &c->options.outside[i];
    }
    g->read = g->wanted && g->outside == NULL && known->calls != KB_OUTSIDE && positions > 0 &&
              (known->calls != KB_OPTIONAL || c->options.call.optional_genes);
    g->on_x = known->chrom == CHROM_X;
    if (!g->read) return OK;
    g->delivered = arena_calloc(&c->memory, positions, 1);
    g->notes = ARENA_ARRAY(&c->memory, uint32_t, positions);
    g->others = ARENA_ARRAY(&c->memory, str *, positions);
    g->other_counts = arena_calloc(&c->memory, positions, 1);
    g->assumed = ARENA_ARRAY(&c->memory, genome_cell, positions);
    TRY_MEM(e, g->assumed);
    for (size_t i = 0; i < positions; i++) g->assumed[i].a = CELL_MISSING;
    if (g->delivered == NULL || g->notes == NULL || g->others == NULL || g->other_counts == NULL) {
        FAIL(e, E_MEMORY, "out of memory");
    }
    return OK;
}

/* The panel of the sites that are to be read; borrows the model's when that is all of them. */
static status narrow_panel(const cohort *c, arena *a, genome_panel *panel, const uint32_t **site_of,
                           err *e)
{
    const pgx_model *m = c->model;
    *panel = m->panel;
    genome_site *sites = ARENA_ARRAY(a, genome_site, m->panel.site_count + 1);
    uint32_t *number = ARENA_ARRAY(a, uint32_t, m->panel.site_count + 1);
    TRY_MEM(e, sites);
    TRY_MEM(e, number);
    size_t n = 0;
    for (size_t i = 0; i < m->panel.site_count; i++) {
        if (!c->genes[m->site_gene[i]].read) continue;
        sites[n] = m->panel.sites[i];
        number[n++] = (uint32_t)i;
    }
    panel->sites = sites;
    panel->site_count = n;
    *site_of = number;
    return OK;
}

/* ---- samples ---- */

static status copy_samples(cohort *c, const str *names, size_t count, err *e)
{
    c->samples = ARENA_ARRAY(&c->memory, str, count + 1);
    TRY_MEM(e, c->samples);
    for (size_t i = 0; i < count; i++) {
        c->samples[i] = str_copy(&c->memory, names[i]);
        TRY_MEM(e, c->samples[i].p);
    }
    c->sample_count = count;
    return OK;
}

static status state_sexes(cohort *c, err *e)
{
    if (c->options.sex_of == NULL) return OK;
    c->sex = arena_calloc(&c->memory, c->sample_count + 1, 1);
    c->sex_clash = arena_calloc(&c->memory, c->sample_count + 1, 1);
    TRY_MEM(e, c->sex);
    TRY_MEM(e, c->sex_clash);
    for (size_t i = 0; i < c->sample_count; i++) {
        c->sex[i] = (uint8_t)c->options.sex_of(c->options.sex_context, c->samples[i]);
    }
    return OK;
}

/* The stated sex is where a sample starts in the patterns of a gene on X. */
static genome_cell adjust_to_root(genome_cell cell, uint32_t root)
{
    return cohort_cell_of_sex(cell, (cohort_sex)root);
}

static status begin_patterns(cohort *c, err *e)
{
    for (size_t i = 0; i < c->model->gene_count; i++) {
        cohort_gene *g = &c->genes[i];
        if (!g->read) continue;
        const kb_gene *known = c->model->genes[i].kb;
        TRY(patterns_init(&g->set, known->position_count + known->extra_count, c->sample_count, e));
        if (!g->on_x || c->sex == NULL) continue;
        g->set.adjust = adjust_to_root;
        for (size_t s = 0; s < c->sample_count; s++) g->set.of_sample[s] = c->sex[s];
    }
    return OK;
}

/* Every file must speak about the same people; gives the place of each of its samples. */
static status match_samples(cohort *c, const char *first, const char *path, const str *names,
                            size_t count, arena *a, const uint32_t **sample_of, err *e)
{
    map index;
    TRY(map_init(&index, a, c->sample_count + 1, e));
    for (size_t i = 0; i < c->sample_count; i++) {
        TRY(map_add(&index, c->samples[i], (uint32_t)i, e));
    }
    uint32_t *places = ARENA_ARRAY(a, uint32_t, count + 1);
    TRY_MEM(e, places);
    for (size_t i = 0; i < count; i++) {
        places[i] = map_get(&index, names[i]);
        if (places[i] != MAP_NONE) continue;
        FAIL(e, E_CONFLICT, "%s: sample '%.*s' is not in %s; parts must have the same samples",
             path, STR_ARG(names[i]), first);
    }
    if (count != c->sample_count) {
        FAIL(e, E_CONFLICT, "%s: %zu samples, but %zu in %s; parts must have the same samples",
             path, count, c->sample_count, first);
    }
    *sample_of = places;
    return OK;
}

/* ---- columns ---- */

static bool sex_changes(const cohort *c, const cohort_gene *g)
{
    return g->on_x && c->sex != NULL;
}

/* Two files that phase parts of one gene need not agree on which copy is the first. */
static genome_cell apart(const reading *r, const cohort_gene *g, genome_cell cell)
{
    if (g->first_file == r->file || (cell.flags & CELL_PHASED) == 0) return cell;
    if (cell.a == cell.b || cell.b == CELL_ABSENT) return cell;
    cell.ps = (uint32_t)r->file << 24 ^ cell.ps;
    if (cell.ps == 0) cell.ps = r->file;
    return cell;
}

static status add_other(cohort *c, cohort_gene *g, size_t position, str text, uint8_t *code, err *e)
{
    size_t n = g->other_counts[position];
    for (size_t i = 0; i < n; i++) {
        if (!str_eq(g->others[position][i], text)) continue;
        *code = (uint8_t)(CELL_OTHER_FIRST + i);
        return OK;
    }
    if (CELL_OTHER_FIRST + n > CELL_OTHER_LAST) {
        FAIL(e, E_LIMIT, "more than %zu undocumented alleles at one position", n);
    }
    str *list = ARENA_ARRAY(&c->memory, str, n + 1);
    TRY_MEM(e, list);
    if (n > 0) memcpy(list, g->others[position], n * sizeof *list);
    list[n] = str_copy(&c->memory, text);
    TRY_MEM(e, list[n].p);
    g->others[position] = list;
    g->other_counts[position] = (uint8_t)(n + 1);
    *code = (uint8_t)(CELL_OTHER_FIRST + n);
    return OK;
}

static genome_cell renumber(genome_cell cell, const uint8_t *code_of)
{
    if (cell.a >= CELL_OTHER_FIRST && cell.a <= CELL_OTHER_LAST) {
        cell.a = code_of[cell.a - CELL_OTHER_FIRST];
    }
    if (cell.b >= CELL_OTHER_FIRST && cell.b <= CELL_OTHER_LAST) {
        cell.b = code_of[cell.b - CELL_OTHER_FIRST];
    }
    return cell;
}

static void mark_clashes_of_base(cohort *c, const reading *r, const genome_column *column,
                                 genome_cell base)
{
    bool clash[PATTERN_ROOTS] = {false};
    for (uint32_t s = 0; s < PATTERN_ROOTS; s++) {
        clash[s] = cohort_sex_clash(base, cohort_cell_of_sex(base, (cohort_sex)s));
    }
    if (!clash[SEX_MALE] && !clash[SEX_FEMALE]) return;
    size_t next = 0;
    for (size_t i = 0; i < c->sample_count; i++) {
        if (next < column->exception_count && column->exceptions[next].sample == i) {
            next++;
            continue;
        }
        size_t sample = r->sample_of == NULL ? i : r->sample_of[i];
        if (clash[c->sex[sample]]) c->sex_clash[sample] = 1;
    }
}

/* The site's first column: what most have becomes the default, the others are refined. */
static status take_first(const reading *r, cohort_gene *g, size_t position,
                         const genome_column *column, const uint8_t *code_of, err *e)
{
    cohort *c = r->c;
    g->set.defaults[position] = renumber(apart(r, g, column->base), code_of);
    if (sex_changes(c, g)) mark_clashes_of_base(c, r, column, column->base);
    cell_exception changes[CHANGES];
    size_t n = 0;
    for (size_t i = 0; i < column->exception_count; i++) {
        const cell_exception *x = &column->exceptions[i];
        size_t sample = r->sample_of == NULL ? x->sample : r->sample_of[x->sample];
        genome_cell cell = renumber(apart(r, g, x->cell), code_of);
        if (sex_changes(c, g)) {
            genome_cell before = cell;
            cell = cohort_cell_of_sex(cell, (cohort_sex)c->sex[sample]);
            if (cohort_sex_clash(before, cell)) c->sex_clash[sample] = 1;
            genome_cell common = patterns_default(&g->set, position, c->sex[sample]);
            if (cell_key(cell) == cell_key(common)) continue;
        }
        changes[n++] = (cell_exception){(uint32_t)sample, cell};
        if (n < CHANGES) continue;
        TRY(patterns_refine_all(&g->set, position, changes, n, e));
        n = 0;
    }
    return patterns_refine_all(&g->set, position, changes, n, e);
}

/* A second file speaks about the site: each genotype is joined with what is known. */
static status take_again(const reading *r, cohort_gene *g, size_t position,
                         const genome_column *column, const uint8_t *code_of, err *e)
{
    cohort *c = r->c;
    size_t next = 0;
    for (size_t i = 0; i < c->sample_count; i++) {
        bool own = next < column->exception_count && column->exceptions[next].sample == i;
        genome_cell cell = own ? column->exceptions[next].cell : column->base;
        next += own;
        size_t sample = r->sample_of == NULL ? i : r->sample_of[i];
        cell = renumber(apart(r, g, cell), code_of);
        if (sex_changes(c, g)) cell = cohort_cell_of_sex(cell, (cohort_sex)c->sex[sample]);
        genome_cell known = patterns_cell(&g->set, sample, position);
        genome_cell joined = cohort_cell_join(known, cell);
        if (cell_key(joined) == cell_key(known)) continue;
        TRY(patterns_refine(&g->set, sample, position, joined, e));
    }
    return OK;
}

static status take_column(void *context, const genome_column *column, err *e)
{
    reading *r = context;
    const pgx_model *m = r->c->model;
    uint32_t site = r->site_of[column->site];
    cohort_gene *g = &r->c->genes[m->site_gene[site]];
    size_t position = m->site_position[site];
    uint8_t code_of[CELL_OTHER_LAST - CELL_OTHER_FIRST + 1];
    memset(code_of, CELL_MISSING, sizeof code_of);
    for (size_t i = 0; i < column->other_count && i < sizeof code_of; i++) {
        TRY(add_other(r->c, g, position, column->others[i], &code_of[i], e));
    }
    if (g->first_file == 0) g->first_file = r->file;
    if ((column->notes & NOTE_ASSUMED) != 0) { /* waits until every part has been read */
        g->assumed[position] = renumber(column->base, code_of);
        return OK;
    }
    g->notes[position] |= column->notes;
    if (g->delivered[position] != 0) return take_again(r, g, position, column, code_of, e);
    g->delivered[position] = r->file;
    return take_first(r, g, position, column, code_of, e);
}

/* Where no part spoke, what absence means; a part that spoke is never contradicted by another's
 * silence. */
static void take_assumed(cohort *c)
{
    for (size_t i = 0; i < c->model->gene_count; i++) {
        cohort_gene *g = &c->genes[i];
        for (size_t s = 0; g->read && s < g->set.positions; s++) {
            if (g->assumed[s].a == CELL_MISSING || g->delivered[s] != 0) continue;
            g->set.defaults[s] = g->assumed[s];
            g->notes[s] |= NOTE_ASSUMED;
        }
    }
}

/* ---- files ---- */

static void take_notes(cohort *c, const char *path, const genotypes *g)
{
    size_t count;
    const str *notes = genotypes_notes(g, &count);
    if (c->note_count == 0) { /* the first note is always this one */
        const char *build = genotypes_build(g) == BUILD_37 ? "GRCh37" : "GRCh38";
        char *line = arena_printf(&c->memory, "%s by %s", build, genotypes_build_evidence(g));
        if (line != NULL) add_note(c, path, str_of(line));
    }
    for (size_t i = 0; i < count; i++) add_note(c, path, notes[i]);
}

/* Opening a file of which only some samples are wanted: the names of this shard, in file order. */
static status shard_names(const cohort *c, const char *path, const genome_panel *panel, arena *a,
                          genotypes_options *read, err *e)
{
    if (strcmp(path, "-") == 0) {
        FAIL(e, E_UNSUPPORTED, "a shard cannot be read from standard input");
    }
    genotypes *g = NULL;
    TRY(genotypes_open(path, panel, read, &g, e));
    size_t count, first = c->options.first_sample;
    const str *names = genotypes_samples(g, &count);
    size_t limit = c->options.sample_limit, rest = first < count ? count - first : 0;
    size_t end = limit != 0 && limit < rest ? first + limit : count;
    const char **list = ARENA_ARRAY(a, const char *, end + 1);
    size_t n = 0;
    for (size_t i = first; list != NULL && i < end; i++) {
        list[n] = arena_copy(a, names[i].p, names[i].n);
        if (list[n++] == NULL) list = NULL;
    }
    genotypes_free(g);
    TRY_MEM(e, list);
    read->samples = list;
    read->sample_count = n;
    return OK;
}

static status same_build(const cohort *c, const char *first, const char *path, genome_build build,
                         err *e)
{
    if (build == c->build) return OK;
    FAIL(e, E_CONFLICT, "%s: another genome build than %s; parts must have the same build", path,
         first);
}

static void free_genotypes(genotypes **g)
{
    genotypes_free(*g);
}

typedef struct file_list {
    const char *const *paths;
    size_t count;
    genome_panel panel;
    const uint32_t *site_of;
    genotypes_options read;
} file_list;

static status read_file(cohort *c, const file_list *files, size_t at, arena *a, err *e)
{
    AUTO(free_genotypes) genotypes *g = NULL;
    const char *path = files->paths[at];
    TRY(genotypes_open(path, &files->panel, &files->read, &g, e));
    size_t count;
    const str *names = genotypes_samples(g, &count);
    reading r = {.c = c, .path = path, .file = (uint8_t)(at + 1), .site_of = files->site_of};
    if (c->build == BUILD_UNKNOWN) {
        c->first_path = path;
        c->build = genotypes_build(g);
        TRY(copy_samples(c, names, count, e));
        TRY(state_sexes(c, e));
        TRY(begin_patterns(c, e));
    } else {
        TRY(same_build(c, c->first_path, path, genotypes_build(g), e));
        TRY(match_samples(c, c->first_path, path, names, count, a, &r.sample_of, e));
    }
    TRY(genotypes_read(g, take_column, &r, e));
    take_notes(c, path, g);
    return OK;
}

/* Parts whose build cannot be established by themselves (nothing of ours is in them) are read last,
 * with the build that the others established. */
static status read_parts(cohort *c, file_list *files, arena *a, err *e)
{
    size_t late[FILES_MAX], late_count = 0;
    for (size_t i = 0; i < files->count; i++) {
        status s = read_file(c, files, i, a, e);
        bool may_wait = s == E_CONFLICT && c->build == BUILD_UNKNOWN && c->sample_count == 0 &&
                        i + 1 < files->count && files->read.build == BUILD_UNKNOWN;
        if (s != OK && !may_wait) return s;
        if (s != OK)
            late[late_count++] = i;
        else if (files->read.build == BUILD_UNKNOWN)
            files->read.build = c->build;
    }
    for (size_t i = 0; i < late_count; i++) TRY(read_file(c, files, late[i], a, e));
    return OK;
}

bool cohort_has_sex_clash(const cohort *c)
{
    for (size_t i = 0; c->sex_clash != NULL && i < c->sample_count; i++) {
        if (c->sex_clash[i] != 0) return true;
    }
    return false;
}

static void note_clashes(cohort *c)
{
    size_t count = 0, first = 0;
    for (size_t i = c->sample_count; c->sex_clash != NULL && i-- > 0;) {
        if (c->sex_clash[i] == 0) continue;
        count++;
        first = i;
    }
    if (count == 0 || c->note_count == COHORT_NOTES_MAX) return;
    char *line =
        arena_printf(&c->memory,
                     "%zu sample(s) have X genotypes that contradict the stated sex (first: "
                     "%.*s); those genotypes are not callable",
                     count, STR_ARG(c->samples[first]));
    if (line != NULL) c->notes[c->note_count++] = str_of(line);
}

static status read_all(cohort *c, const char *const *paths, size_t path_count, err *e)
{
    AUTO(arena_release) arena a;
    arena_init(&a, 0);
    c->genes = ARENA_ARRAY(&c->memory, cohort_gene, c->model->gene_count + 1);
    TRY_MEM(e, c->genes);
    for (size_t i = 0; i < c->model->gene_count; i++) TRY(prepare_gene(c, i, e));
    file_list files = {.paths = paths, .count = path_count, .read = c->options.read};
    TRY(narrow_panel(c, &a, &files.panel, &files.site_of, e));
    if (c->options.first_sample != 0 || c->options.sample_limit != 0) {
        TRY(shard_names(c, paths[0], &files.panel, &a, &files.read, e));
    }
    TRY(read_parts(c, &files, &a, e));
    take_assumed(c);
    for (size_t i = 0; i < c->model->gene_count; i++) {
        if (c->genes[i].read) TRY(patterns_finish(&c->genes[i].set, e));
    }
    note_clashes(c);
    return OK;
}

status cohort_read(const char *const *paths, size_t path_count, const pgx_model *model,
                   const cohort_options *options, cohort **out, err *e)
{
    if (path_count == 0) FAIL(e, E_ARGUMENT, "no variant file given");
    if (path_count > FILES_MAX) FAIL(e, E_LIMIT, "more than %d files for one call", FILES_MAX);
    cohort *c = base_calloc(1, sizeof *c);
    TRY_MEM(e, c);
    arena_init(&c->memory, 0);
    arena_init(&c->memo, COHORT_MEMO_BYTES);
    c->model = model;
    c->options = *options;
    c->build = BUILD_UNKNOWN;
    status s = read_all(c, paths, path_count, e);
    if (s != OK) {
        cohort_free(c);
        return s;
    }
    *out = c;
    return OK;
}

void cohort_free(cohort *c)
{
    if (c == NULL) return;
    for (size_t i = 0; c->genes != NULL && i < c->model->gene_count; i++) {
        patterns_release(&c->genes[i].set);
    }
    arena_release(&c->memory);
    arena_release(&c->memo);
    base_free(c);
}

const str *cohort_samples(const cohort *c, size_t *count)
{
    *count = c->sample_count;
    return c->samples;
}

genome_build cohort_build(const cohort *c)
{
    return c->build;
}

const str *cohort_notes(const cohort *c, size_t *count)
{
    *count = c->note_count;
    return c->notes;
}

size_t cohort_pattern_count(const cohort *c, size_t gene)
{
    return c->genes[gene].read ? c->genes[gene].set.pattern_count : 1;
}

uint32_t cohort_pattern_of(const cohort *c, size_t gene, size_t sample)
{
    return c->genes[gene].read ? c->genes[gene].set.of_sample[sample] : 0;
}
