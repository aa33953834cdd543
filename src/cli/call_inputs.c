/*
 * Headers of several files. Knows samples' names; reads no genotype.
 */
#include "cli/call_inputs.h"

#include "base/file.h"

typedef struct scan {
    const char *const *paths;
    size_t count;
    const genotypes_options *read;
    arena *a;
    call_input *inputs;
    bool *found;       /* by asked-for sample */
    bool all_known;    /* every file's header could be read */
    const str **names; /* by file; NULL = not known */
    size_t *name_counts;
    size_t total;
} scan;

static void free_source(genome_source **s)
{
    genome_source_free(*s);
}

static status read_names(scan *s, size_t at, err *e)
{
    AUTO(free_source) genome_source *source = NULL;
    err ignored;
    const char *path = s->paths[at];
    /* what is wrong with a file is said when it is its turn */
    bool known = !file_is_stream(path) &&
                 genome_source_open(path, &s->read->source, &source, &ignored) == OK;
    if (!known) {
        s->all_known = false;
        return OK;
    }
    const genome_header *h = genome_source_header(source);
    str *copy = ARENA_ARRAY(s->a, str, h->sample_count + 1);
    TRY_MEM(e, copy);
    for (size_t i = 0; i < h->sample_count; i++) {
        copy[i] = str_copy(s->a, h->samples[i]);
        TRY_MEM(e, copy[i].p);
    }
    s->names[at] = copy;
    s->name_counts[at] = h->sample_count;
    s->total += h->sample_count;
    return OK;
}

static status choose(scan *s, size_t at, err *e)
{
    call_input *input = &s->inputs[at];
    size_t asked = s->read->sample_count;
    *input = (call_input){.path = s->paths[at], .samples = s->read->samples, .sample_count = asked};
    if (s->names[at] == NULL || asked == 0) return OK;
    const char **here = ARENA_ARRAY(s->a, const char *, asked + 1);
    TRY_MEM(e, here);
    map index;
    TRY(map_init(&index, s->a, s->name_counts[at] + 1, e));
    for (size_t i = 0; i < s->name_counts[at]; i++) {
        TRY(map_add(&index, s->names[at][i], (uint32_t)i, e));
    }
    input->sample_count = 0;
    for (size_t i = 0; i < asked; i++) {
        if (map_get(&index, str_of(s->read->samples[i])) == MAP_NONE) continue;
        here[input->sample_count++] = s->read->samples[i];
        s->found[i] = true;
    }
    input->samples = here;
    input->skip = input->sample_count == 0;
    return OK;
}

static bool is_kept(const call_input *input, str name)
{
    bool kept = input->sample_count == 0;
    for (size_t i = 0; i < input->sample_count && !kept; i++) {
        kept = str_eq(str_of(input->samples[i]), name);
    }
    return kept;
}

static status refuse_twice(const scan *s, err *e)
{
    map owner;
    TRY(map_init(&owner, s->a, s->total + 1, e));
    for (size_t f = 0; f < s->count; f++) {
        for (size_t i = 0; i < s->name_counts[f] && !s->inputs[f].skip; i++) {
            str name = s->names[f][i];
            uint32_t other = map_get(&owner, name);
            if (other == MAP_NONE) {
                TRY(map_add(&owner, name, (uint32_t)f, e));
            } else if (other != f && is_kept(&s->inputs[f], name)) {
                FAIL(e, E_CONFLICT,
                     "%s: sample '%.*s' is in %s, too; use --join when the files are parts of the "
                     "same people",
                     s->paths[f], STR_ARG(name), s->paths[other]);
            }
        }
    }
    return OK;
}

status call_inputs_scan(const char *const *paths, size_t count, const genotypes_options *read,
                        arena *a, call_input *inputs, err *e)
{
    scan s = {
        .paths = paths, .count = count, .read = read, .a = a, .inputs = inputs, .all_known = true};
    s.names = ARENA_ARRAY(a, const str *, count + 1);
    s.name_counts = ARENA_ARRAY(a, size_t, count + 1);
    s.found = ARENA_ARRAY(a, bool, read->sample_count + 1);
    if (s.names == NULL || s.name_counts == NULL || s.found == NULL) {
        FAIL(e, E_MEMORY, "out of memory");
    }
    for (size_t i = 0; i < count; i++) TRY(read_names(&s, i, e));
    for (size_t i = 0; i < count; i++) TRY(choose(&s, i, e));
    for (size_t i = 0; i < read->sample_count && s.all_known; i++) {
        if (s.found[i]) continue;
        FAIL(e, E_NOTFOUND, "no sample '%s' in any of the %zu files", read->samples[i], count);
    }
    return refuse_twice(&s, e);
}
