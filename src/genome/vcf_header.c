/*
 * Parsing of header text. Knows meta lines, the #CHROM line and the numbering of BCF dictionaries;
 * knows nothing of data lines or compression.
 */
#include "genome/vcf_header.h"

#include <string.h>

#include "base/map.h"

enum { IDX_MAX = 1 << 24, META_MAX = 1 << 24 };

/* What is being gathered while the lines go by. */
typedef struct parse {
    vcf_header *h;
    const char *name;
    size_t line;
    map ids; /* name of FILTER/INFO/FORMAT -> BCF number */
    map contig_names;
    uint32_t next_id;
    genome_contig *contigs;
    size_t contig_count;
    uint8_t *codes; /* by BCF contig number */
    size_t code_count, code_room;
    uint32_t next_contig;
} parse;

static size_t skip_to_any(str text, size_t i, const char *marks)
{
    while (i < text.n && (text.p[i] == '\0' || strchr(marks, text.p[i]) == NULL)) i++;
    return i;
}

/* Behind the value that begins at `i`: up to ',' or '>', over a quoted text with \" in it. */
static size_t skip_value(str body, size_t i)
{
    if (i < body.n && body.p[i] == '"') {
        for (i++; i < body.n && body.p[i] != '"'; i++) i += body.p[i] == '\\' ? 1 : 0;
    }
    return skip_to_any(body, i < body.n ? i : body.n, ",>");
}

/* Value of `key` inside "<ID=a,Number=1,Description="x,y">"; p is NULL when it is not there. */
static str meta_value(str body, const char *key)
{
    str wanted = str_of(key);
    for (size_t i = body.n > 0 && body.p[0] == '<' ? 1 : 0; i < body.n; i++) {
        size_t from = i;
        i = skip_to_any(body, i, "=,>");
        str found = {body.p + from, i - from};
        if (i >= body.n || body.p[i] != '=') continue;
        size_t value = i + 1;
        i = skip_value(body, value);
        if (!str_eq(found, wanted)) continue;
        str text = {body.p + value, i - value};
        bool quoted = text.n >= 2 && text.p[0] == '"';
        return quoted ? (str){text.p + 1, text.n - 2} : text;
    }
    return (str){NULL, 0};
}

static status number_of_id(parse *p, str body, str id, uint32_t *number, err *e)
{
    uint32_t known = map_get(&p->ids, id);
    if (known != MAP_NONE) {
        *number = known;
        return OK;
    }
    str idx = meta_value(body, "IDX");
    uint32_t n = p->next_id;
    if (idx.p != NULL && (!str_to_u32(idx, &n) || n > IDX_MAX)) {
        FAIL(e, E_SYNTAX, "%s:%zu: IDX is '%.*s', expected a small number", p->name, p->line,
             STR_ARG(idx));
    }
    if (n >= p->next_id) p->next_id = n + 1;
    str copy = str_copy(&p->h->memory, id);
    TRY_MEM(e, copy.p);
    TRY(map_add(&p->ids, copy, n, e));
    *number = n;
    return OK;
}

static status take_info(parse *p, str body, err *e)
{
    str id = meta_value(body, "ID");
    uint32_t number;
    if (id.p == NULL) return OK;
    TRY(number_of_id(p, body, id, &number, e));
    if (str_eq(id, STR("END"))) p->h->ids.end = (int32_t)number;
    if (str_eq(id, STR("SVTYPE")) || str_eq(id, STR("SVLEN"))) p->h->declares_structural = true;
    return OK;
}

static status take_format(parse *p, str body, err *e)
{
    str id = meta_value(body, "ID");
    uint32_t number;
    if (id.p == NULL) return OK;
    TRY(number_of_id(p, body, id, &number, e));
    genome_header *shown = &p->h->shown;
    vcf_ids *ids = &p->h->ids;
    int32_t n = (int32_t)number;
    if (str_eq(id, STR("GT"))) ids->gt = n;
    if (str_eq(id, STR("MIN_DP"))) ids->min_dp = n;
    if (str_eq(id, STR("GQ"))) ids->gq = n, shown->has_gq = true;
    if (str_eq(id, STR("DP"))) ids->dp = n, shown->has_dp = true;
    if (str_eq(id, STR("PS"))) ids->ps = n, shown->has_ps = true;
    if (str_eq(id, STR("AD"))) {
        ids->ad = n;
        shown->has_ad = true;
        shown->ad_is_number_r = str_eq(meta_value(body, "Number"), STR("R"));
    }
    return OK;
}

static status set_code(parse *p, uint32_t number, uint8_t code, err *e)
{
    if (number >= p->code_room) {
        size_t room = p->code_room == 0 ? 128 : p->code_room;
        while (room <= number) room *= 2;
        uint8_t *codes = ARENA_ARRAY(&p->h->memory, uint8_t, room);
        TRY_MEM(e, codes);
        if (p->code_count > 0) memcpy(codes, p->codes, p->code_count);
        p->codes = codes;
        p->code_room = room;
    }
    p->codes[number] = code;
    if (number >= p->code_count) p->code_count = number + 1;
    return OK;
}

static status take_contig(parse *p, str body, err *e)
{
    str id = meta_value(body, "ID");
    /* Of two lines about one contig the first counts. */
    if (id.p == NULL || map_get(&p->contig_names, id) != MAP_NONE) return OK;
    str idx = meta_value(body, "IDX"), length = meta_value(body, "length");
    uint32_t number = p->next_contig;
    if (idx.p != NULL && (!str_to_u32(idx, &number) || number > IDX_MAX)) {
        FAIL(e, E_SYNTAX, "%s:%zu: IDX is '%.*s', expected a small number", p->name, p->line,
             STR_ARG(idx));
    }
    if (number >= p->next_contig) p->next_contig = number + 1;
    genome_contig contig = {.name = str_copy(&p->h->memory, id),
                            .chrom = genome_chrom_code(id, NULL)};
    TRY_MEM(e, contig.name.p);
    TRY(map_add(&p->contig_names, contig.name, number, e));
    int64_t bases;
    if (length.p != NULL && str_to_i64(length, &bases) && bases > 0) {
        contig.length = (uint64_t)bases;
    }
    p->contigs[p->contig_count++] = contig;
    str assembly = meta_value(body, "assembly");
    if (p->h->shown.reference.n == 0 && assembly.n > 0) {
        p->h->shown.reference = str_copy(&p->h->memory, assembly);
    }
    return set_code(p, number, contig.chrom, e);
}

static void take_alt(parse *p, str body)
{
    str id = meta_value(body, "ID");
    if (str_eq(id, STR("NON_REF")) || str_eq(id, STR("*"))) {
        p->h->shown.is_gvcf = true;
    } else if (id.p != NULL) {
        p->h->declares_structural = true;
    }
}

static status take_reference(parse *p, str value, err *e)
{
    value = str_trim(value);
    if (value.n == 0) return OK;
    p->h->shown.reference = str_copy(&p->h->memory, value);
    TRY_MEM(e, p->h->shown.reference.p);
    return OK;
}

static status take_meta(parse *p, str line, err *e)
{
    size_t equals = str_find(line, '=');
    str key = {line.p + 2, (equals < 2 ? 2 : equals) - 2};
    str body = equals < line.n ? (str){line.p + equals + 1, line.n - equals - 1} : (str){NULL, 0};
    if (str_eq(key, STR("INFO"))) return take_info(p, body, e);
    if (str_eq(key, STR("FORMAT"))) return take_format(p, body, e);
    if (str_eq(key, STR("contig"))) return take_contig(p, body, e);
    if (str_eq(key, STR("FILTER"))) {
        str id = meta_value(body, "ID");
        uint32_t number;
        return id.p == NULL ? OK : number_of_id(p, body, id, &number, e);
    }
    if (str_eq(key, STR("ALT"))) take_alt(p, body);
    if (str_starts(key, STR("GVCFBlock"))) p->h->shown.is_gvcf = true;
    if (str_eq(key, STR("reference")) || str_eq(key, STR("assembly"))) {
        return take_reference(p, body, e);
    }
    return OK;
}

static size_t count_marks(str text, char mark)
{
    size_t n = 0;
    for (size_t at = 0; at < text.n; at++) {
        const char *hit = memchr(text.p + at, mark, text.n - at);
        if (hit == NULL) break;
        at = (size_t)(hit - text.p);
        n++;
    }
    return n;
}

static status take_samples(parse *p, str rest, err *e)
{
    size_t count = count_marks(rest, '\t') + 1;
    str *samples = ARENA_ARRAY(&p->h->memory, str, count);
    TRY_MEM(e, samples);
    map seen;
    arena scratch;
    arena_init(&scratch, 0);
    status result = map_init(&seen, &scratch, count, e);
    char *copy = arena_copy(&p->h->memory, rest.p, rest.n);
    if (result == OK && copy == NULL) result = err_set(e, E_MEMORY, "out of memory");
    str left = {copy, rest.n}, part;
    for (size_t i = 0; result == OK && str_next(&left, '\t', &part); i++) {
        if (part.n == 0 || !str_is_utf8(part)) {
            result = err_set(e, E_SYNTAX, "%s:%zu: name of sample %zu is %s", p->name, p->line,
                             i + 1, part.n == 0 ? "empty" : "not valid UTF-8");
        } else if (map_get(&seen, part) != MAP_NONE) {
            result = err_set(e, E_SYNTAX, "%s:%zu: sample '%.*s' is there twice", p->name, p->line,
                             STR_ARG(part));
        } else {
            result = map_add(&seen, part, (uint32_t)i, e);
            samples[i] = part;
        }
    }
    arena_release(&scratch);
    p->h->shown.samples = samples;
    p->h->shown.sample_count = count;
    return result;
}

static status take_columns(parse *p, str line, err *e)
{
    str fixed = STR("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO");
    if (!str_starts(line, fixed) || (line.n > fixed.n && line.p[fixed.n] != '\t')) {
        FAIL(e, E_SYNTAX,
             "%s:%zu: found '%.60s', expected the columns CHROM POS ID REF ALT QUAL "
             "FILTER INFO separated by tabs",
             p->name, p->line, arena_copy(&p->h->memory, line.p, line.n < 60 ? line.n : 60));
    }
    str rest = {line.p + fixed.n, line.n - fixed.n};
    if (rest.n == 0) return OK;
    if (!str_starts(rest, STR("\tFORMAT")) || (rest.n > 7 && rest.p[7] != '\t')) {
        FAIL(e, E_SYNTAX, "%s:%zu: the ninth column is not FORMAT", p->name, p->line);
    }
    if (rest.n == 7) return OK;
    return take_samples(p, (str){rest.p + 8, rest.n - 8}, e);
}

static status take_lines(parse *p, str text, err *e)
{
    str line;
    while (str_next(&text, '\n', &line)) {
        p->line++;
        if (line.n > 0 && line.p[line.n - 1] == '\r') line.n--;
        if (p->line == 1 && !str_starts(line, STR("##fileformat=VCFv4"))) {
            FAIL(e, E_SYNTAX, "%s:1: found '%.*s', expected ##fileformat=VCFv4.x", p->name,
                 STR_ARG(((str){line.p, line.n < 40 ? line.n : 40})));
        }
        if (str_starts(line, STR("##"))) {
            TRY(take_meta(p, line, e));
        } else if (str_starts(line, STR("#CHROM"))) {
            return take_columns(p, line, e);
        } else if (line.n > 0) {
            break;
        }
    }
    FAIL(e, E_SYNTAX, "%s:%zu: no line that begins with #CHROM ends the header", p->name, p->line);
}

static status parse_all(parse *p, str text, err *e)
{
    size_t lines = count_marks(text, '\n') + 2;
    if (lines > META_MAX) FAIL(e, E_LIMIT, "%s: more than %d header lines", p->name, META_MAX);
    TRY(map_init(&p->ids, &p->h->memory, lines, e));
    TRY(map_init(&p->contig_names, &p->h->memory, lines, e));
    TRY(map_add(&p->ids, STR("PASS"), 0, e)); /* BCF 2.2: PASS is number 0, declared or not */
    p->next_id = 1;
    p->contigs = ARENA_ARRAY(&p->h->memory, genome_contig, lines);
    TRY_MEM(e, p->contigs);
    TRY(take_lines(p, text, e));
    p->h->shown.contigs = p->contigs;
    p->h->shown.contig_count = p->contig_count;
    p->h->contig_codes = p->codes;
    p->h->contig_code_count = p->code_count;
    p->h->line_count = p->line;
    return OK;
}

status vcf_header_parse(vcf_header *h, str text, const char *name, err *e)
{
    *h = (vcf_header){.ids = {-1, -1, -1, -1, -1, -1, -1}};
    parse p = {.h = h, .name = name};
    status result = parse_all(&p, text, e);
    if (result != OK) vcf_header_release(h);
    return result;
}

void vcf_header_release(vcf_header *h)
{
    arena_release(&h->memory);
    *h = (vcf_header){.line_count = 0};
}
