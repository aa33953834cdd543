/*
 * Reading a data release. Knows the fields of its JSON files; nothing of the tables' present rows.
 */
#include "kb/import_release.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"

enum { FILES_MAX = 4096, FILE_BYTES_MAX = 256 << 20, CELLS_MAX = 1 << 20, PATH_LIMIT = 4096 };

/* ---- the folder ---- */

static bool ends_with(const char *name, const char *tail)
{
    size_t n = strlen(name), m = strlen(tail);
    return n > m && strcmp(name + n - m, tail) == 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* Paths of the files in `folder` whose names end so; none when the folder is not there. */
static status list_files(const char *folder, const char *tail, arena *a, char ***paths,
                         size_t *count, err *e)
{
    struct dirent **names = NULL;
    int n = scandir(folder, &names, NULL, by_name);
    *count = 0;
    *paths = ARENA_ARRAY(a, char *, n > 0 ? (size_t)n : 1);
    bool memory = *paths != NULL && n <= FILES_MAX;
    for (int i = 0; i < n; i++) {
        if (memory && ends_with(names[i]->d_name, tail)) {
            char *path = arena_printf(a, "%s/%s", folder, names[i]->d_name);
            memory = path != NULL;
            (*paths)[(*count)++] = path;
        }
        base_free(names[i]); /* scandir's malloc; base_free is free */
    }
    if (n >= 0) base_free(names);
    if (!memory) FAIL(e, E_MEMORY, "%s: out of memory or too many files", folder);
    return OK;
}

static status read_document(const char *path, arena *a, json_doc *doc, err *e)
{
    AUTO(buf_release) buf content;
    buf_init(&content, FILE_BYTES_MAX);
    TRY(file_read(path, &content, e));
    str text = str_copy(a, buf_str(&content));
    TRY_MEM(e, text.p);
    return json_parse(path, text, NULL, a, doc, e);
}

status imp_release_open(const char *folder, arena *a, imp_release *r, err *e)
{
    char definitions[PATH_LIMIT], phenotypes[PATH_LIMIT], one[PATH_LIMIT], two[PATH_LIMIT];
    *r = (imp_release){0};
    (void)snprintf(definitions, sizeof definitions, "%.4000s/definitions", folder);
    (void)snprintf(phenotypes, sizeof phenotypes, "%.4000s/phenotypes", folder);
    (void)snprintf(one, sizeof one, "%.4000s/definitions/exemptions.json", folder);
    (void)snprintf(two, sizeof two, "%.4000s/exemptions.json", folder);
    TRY(list_files(definitions, "_translation.json", a, &r->definitions, &r->definition_count, e));
    TRY(list_files(phenotypes, ".json", a, &r->phenotypes, &r->phenotype_count, e));
    if (r->definition_count == 0) {
        FAIL(e, E_NOTFOUND, "%s: no definitions/*_translation.json, expected a data release",
             folder);
    }
    const char *path = file_exists(one) ? one : file_exists(two) ? two : NULL;
    if (path == NULL) return OK;
    char *kept = arena_copy(a, path, strlen(path));
    TRY_MEM(e, kept);
    return read_document(kept, a, &r->exemptions, e);
}

const char *imp_phenotypes_of(const imp_release *r, const char *definition)
{
    const char *slash = strrchr(definition, '/');
    const char *name = slash == NULL ? definition : slash + 1;
    size_t n = strlen(name) - strlen("_translation.json");
    for (size_t i = 0; i < r->phenotype_count; i++) {
        const char *other = strrchr(r->phenotypes[i], '/') + 1;
        bool same = strlen(other) == n + strlen(".json");
        for (size_t j = 0; j < n && same; j++) {
            same = name[j] == other[j] || (name[j] == '-' && other[j] == '_');
        }
        if (same) return r->phenotypes[i];
    }
    return NULL;
}

/* ---- small readers ---- */

/* A text member; absent and null give an empty str. */
static status text_or_null(const json_doc *doc, const json_value *v, const char *key, str *out,
                           err *e)
{
    const json_value *found = json_get(v, key);
    *out = (str){NULL, 0};
    if (found == NULL || json_is(found, JSON_NULL)) return OK;
    TRY(json_need(doc, v, key, JSON_STRING, &found, e));
    *out = json_text(found);
    /* texts become cells of a TSV */
    if (str_find(*out, '\t') < out->n || str_find(*out, '\n') < out->n) {
        return json_fail(doc, found, e, "a text with a tab or a line end cannot be stored");
    }
    return OK;
}

static status need_text(const json_doc *doc, const json_value *v, const char *key, str *out, err *e)
{
    const json_value *found;
    TRY(json_need(doc, v, key, JSON_STRING, &found, e));
    return text_or_null(doc, v, key, out, e);
}

static status need_list(const json_doc *doc, const json_value *v, const char *key,
                        const json_value **out, err *e)
{
    return json_need(doc, v, key, JSON_ARRAY, out, e);
}

static bool list_has(const json_value *numbers, uint32_t wanted)
{
    for (size_t i = 0; i < json_count(numbers); i++) {
        int64_t value;
        if (json_i64(json_at(numbers, i), &value) && value == wanted) return true;
    }
    return false;
}

/* ---- positions ---- */

static status joined_texts(const json_doc *doc, const json_value *list, arena *a, str *out, err *e)
{
    AUTO(buf_release) buf b;
    buf_init(&b, CELLS_MAX);
    for (size_t i = 0; i < json_count(list); i++) {
        const json_value *item = json_at(list, i);
        if (!json_is(item, JSON_STRING)) {
            return json_fail(doc, item, e, "expected a text in this list");
        }
        if (i > 0) buf_put_c(&b, ',');
        buf_put_str(&b, json_text(item));
    }
    TRY(buf_status(&b, e));
    *out = str_copy(a, buf_str(&b));
    TRY_MEM(e, out->p);
    return OK;
}

static status read_position(const json_doc *doc, const json_value *v, const json_value *exempt,
                            arena *a, imp_position *p, err *e)
{
    const json_value *number, *alts;
    int64_t pos;
    TRY(json_need(doc, v, "position", JSON_NUMBER, &number, e));
    if (!json_i64(number, &pos) || pos < 1 || pos > UINT32_MAX) {
        return json_fail(doc, number, e, "'position': expected a whole number from 1");
    }
    p->pos38 = (uint32_t)pos;
    TRY(need_text(doc, v, "ref", &p->ref, e));
    TRY(need_list(doc, v, "alts", &alts, e));
    TRY(joined_texts(doc, alts, a, &p->alts, e));
    TRY(text_or_null(doc, v, "rsid", &p->rsid, e));
    TRY(text_or_null(doc, v, "chromosomeHgvsName", &p->hgvs, e));
    bool required = list_has(json_get(exempt, "requiredPositions"), p->pos38);
    bool amp1 = list_has(json_get(exempt, "amp1Positions"), p->pos38);
    p->flags = required && amp1 ? STR("required,amp1")
               : required       ? STR("required")
               : amp1           ? STR("amp1")
                                : (str){NULL, 0};
    return OK;
}

static status read_positions(const imp_release *r, const json_doc *doc, const json_value *variants,
                             const json_value *exempt, arena *a, imp_gene *g, err *e)
{
    const json_value *extra = json_get(exempt, "extraPositions");
    size_t n = json_count(variants), more = json_count(extra);
    g->positions = ARENA_ARRAY(a, imp_position, n + more + 1);
    TRY_MEM(e, g->positions);
    for (size_t i = 0; i < n; i++) {
        TRY(read_position(doc, json_at(variants, i), exempt, a, &g->positions[i], e));
    }
    for (size_t i = 0; i < more; i++) {
        g->positions[n + i].extra = true;
        TRY(read_position(&r->exemptions, json_at(extra, i), exempt, a, &g->positions[n + i], e));
    }
    g->position_count = n + more;
    return OK;
}

/* ---- alleles ---- */

/* The cells column: "all" in front when every position is explicit, then what is not plain REF
 * (without "all": every defined cell), as docs/kb-tables.md says. */
static status cells_text(const json_doc *doc, const json_value *cells, const imp_gene *g,
                         size_t positions, arena *a, str *out, err *e)
{
    if (json_count(cells) != positions) {
        return json_fail(doc, cells, e, "'alleles': expected as many cells as 'variants'");
    }
    bool all = positions > 1;
    for (size_t i = 0; i < positions; i++) {
        const json_value *cell = json_at(cells, i);
        if (json_is(cell, JSON_NULL))
            all = false;
        else if (!json_is(cell, JSON_STRING)) {
            return json_fail(doc, cell, e, "expected an allele or null");
        }
    }
    AUTO(buf_release) buf b;
    buf_init(&b, CELLS_MAX);
    if (all) buf_put_text(&b, "all");
    for (size_t i = 0; i < positions; i++) {
        const json_value *cell = json_at(cells, i);
        if (json_is(cell, JSON_NULL) || (all && str_eq(json_text(cell), g->positions[i].ref))) {
            continue;
        }
        if (b.n > 0) buf_put_c(&b, ' ');
        buf_printf(&b, "%u=", g->positions[i].pos38);
        buf_put_str(&b, json_text(cell));
    }
    TRY(buf_status(&b, e));
    *out = str_copy(a, buf_str(&b));
    TRY_MEM(e, out->p);
    return OK;
}

static status read_definition_alleles(const json_doc *doc, const json_value *named,
                                      size_t positions, arena *a, imp_gene *g, err *e)
{
    for (size_t i = 0; i < json_count(named); i++) {
        const json_value *v = json_at(named, i), *cells;
        imp_allele *x = &g->alleles[g->allele_count++];
        x->defined = true;
        TRY(need_text(doc, v, "name", &x->name, e));
        TRY(text_or_null(doc, v, "id", &x->id, e));
        (void)json_bool(json_get(v, "reference"), &x->reference);
        TRY(need_list(doc, v, "alleles", &cells, e));
        TRY(cells_text(doc, cells, g, positions, a, &x->cells, e));
    }
    return OK;
}

static imp_allele *allele_named(imp_gene *g, str name)
{
    for (size_t i = 0; i < g->allele_count; i++) {
        if (str_eq(g->alleles[i].name, name)) return &g->alleles[i];
    }
    imp_allele *x = &g->alleles[g->allele_count++];
    x->name = name;
    return x;
}

static status read_functions(const json_doc *doc, const json_value *named, imp_gene *g, err *e)
{
    for (size_t i = 0; i < json_count(named); i++) {
        const json_value *v = json_at(named, i);
        str name;
        TRY(need_text(doc, v, "name", &name, e));
        imp_allele *x = allele_named(g, name);
        TRY(text_or_null(doc, v, "functionValue", &x->function, e));
        TRY(text_or_null(doc, v, "activityValue", &x->activity, e));
    }
    return OK;
}

/* ---- a gene ---- */

static status read_definition(const imp_release *r, const json_doc *doc, arena *a, imp_gene *g,
                              err *e)
{
    const json_value *variants, *named;
    str date;
    TRY(need_text(doc, doc->root, "gene", &g->name, e));
    TRY(need_text(doc, doc->root, "version", &g->version, e));
    TRY(need_text(doc, doc->root, "modificationDate", &date, e));
    g->date = (str){date.p, date.n < 10 ? date.n : 10};
    TRY(need_list(doc, doc->root, "variants", &variants, e));
    TRY(need_list(doc, doc->root, "namedAlleles", &named, e));
    char *name = arena_copy(a, g->name.p, g->name.n);
    TRY_MEM(e, name);
    const json_value *exempt = json_get(r->exemptions.root, name);
    TRY(read_positions(r, doc, variants, exempt, a, g, e));
    TRY(read_definition_alleles(doc, named, json_count(variants), a, g, e));
    g->suballeles = json_get(doc->root, "suballelesMap");
    g->priorities = json_get(exempt, "unphasedDiplotypePriorities");
    g->has_definition = true;
    return OK;
}

static status read_phenotypes(const json_doc *doc, imp_gene *g, err *e)
{
    const json_value *named;
    str name;
    TRY(need_text(doc, doc->root, "gene", &name, e));
    if (g->has_definition && !str_eq(name, g->name)) {
        return json_fail(doc, json_get(doc->root, "gene"), e,
                         "another gene than in the definition file");
    }
    g->name = name;
    if (!g->has_definition) TRY(need_text(doc, doc->root, "version", &g->version, e));
    TRY(need_list(doc, doc->root, "namedAlleles", &named, e));
    TRY(need_list(doc, doc->root, "diplotypes", &g->diplotypes, e));
    TRY(read_functions(doc, named, g, e));
    g->has_phenotypes = true;
    return OK;
}

status imp_gene_read(const imp_release *r, const char *definition, const char *phenotypes, arena *a,
                     imp_gene *g, bool *is_gene, err *e)
{
    json_doc *docs = ARENA_ARRAY(a, json_doc, 2);
    TRY_MEM(e, docs);
    *g = (imp_gene){0};
    if (definition != NULL) TRY(read_document(definition, a, &docs[0], e));
    if (phenotypes != NULL) TRY(read_document(phenotypes, a, &docs[1], e));
    *is_gene = definition != NULL || json_get(docs[1].root, "gene") != NULL;
    if (!*is_gene) return OK;
    size_t room = json_count(json_get(docs[0].root, "namedAlleles")) +
                  json_count(json_get(docs[1].root, "namedAlleles"));
    g->alleles = ARENA_ARRAY(a, imp_allele, room + 1);
    TRY_MEM(e, g->alleles);
    if (definition != NULL) TRY(read_definition(r, &docs[0], a, g, e));
    if (phenotypes != NULL) TRY(read_phenotypes(&docs[1], g, e));
    return OK;
}
