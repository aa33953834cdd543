/*
 * Evidence for a genome build. Knows the contig lengths of the two builds and the words people use
 * for them; the windows of the panel supply the bases.
 */
#include "genome/build.h"

#include <stdio.h>
#include <string.h>

#include "genome/normalise.h"

/* Primary assembly lengths, GRC; MT is rCRS (NC_012920.1) in both, hg19's chrM is NC_001807.4. */
static const uint32_t lengths[2][CHROM_COUNT] = {
    {0,         249250621, 243199373, 198022430, 191154276, 180915260, 171115067,
     159138663, 146364022, 141213431, 135534747, 135006516, 133851895, 115169878,
     107349540, 102531392, 90354753,  81195210,  78077248,  59128983,  63025520,
     48129895,  51304566,  155270560, 59373566,  16569},
    {0,         248956422, 242193529, 198295559, 190214555, 181538259, 170805979,
     159345973, 145138636, 138394717, 133797422, 135086622, 133275309, 114364328,
     107043718, 101991189, 90338345,  83257441,  80373285,  58617616,  64444167,
     46709983,  50818468,  156040895, 57227415,  16569},
};
enum { HG19_MT_LENGTH = 16571 };

const char *genome_build_name(genome_build build)
{
    return build == BUILD_37 ? "GRCh37" : build == BUILD_38 ? "GRCh38" : "unknown build";
}

/* ---- words ---- */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_word_char(char c)
{
    return char_is_letter(c) || char_is_digit(c);
}

/* `word` (lower case) as a word of its own: no letter or digit before, no digit behind. */
static bool has_word(str text, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= text.n; i++) {
        size_t k = 0;
        while (k < n && lower(text.p[i + k]) == word[k]) k++;
        if (k < n) continue;
        bool before = i > 0 && is_word_char(text.p[i - 1]);
        bool behind = i + n < text.n && char_is_digit(text.p[i + n]);
        if (!before && !behind) return true;
    }
    return false;
}

/* GCA_000001405.1-.14 and GCF_000001405.13-.25 are GRCh37 and its patches, later ones GRCh38. */
static genome_build build_of_assembly_accession(str text)
{
    static const struct {
        const char *name;
        unsigned last37;
    } kinds[] = {{"gca_000001405.", 14}, {"gcf_000001405.", 25}};
    for (size_t k = 0; k < 2; k++) {
        size_t n = strlen(kinds[k].name);
        for (size_t i = 0; i + n < text.n; i++) {
            size_t j = 0;
            while (j < n && lower(text.p[i + j]) == kinds[k].name[j]) j++;
            unsigned version = 0;
            size_t digits = 0;
            if (j < n) continue;
            while (i + j < text.n && char_is_digit(text.p[i + j]) && digits < 4) {
                version = version * 10 + (unsigned)(text.p[i + j] - '0');
                j++, digits++;
            }
            if (digits > 0) return version <= kinds[k].last37 ? BUILD_37 : BUILD_38;
        }
    }
    return BUILD_UNKNOWN;
}

genome_build genome_build_of_text(str text)
{
    static const char *const words37[] = {"grch37",   "hg19",    "b37",           "hs37",
                                          "hs37d5",   "g1k_v37", "human_g1k_v37", "ncbi37",
                                          "build 37", "build37", "grch37d5",      NULL};
    static const char *const words38[] = {"grch38", "hg38",     "b38",     "hs38", "hs38dh",
                                          "ncbi38", "build 38", "build38", NULL};
    bool seen[2] = {false, false};
    for (size_t i = 0; words37[i] != NULL; i++) seen[0] = seen[0] || has_word(text, words37[i]);
    for (size_t i = 0; words38[i] != NULL; i++) seen[1] = seen[1] || has_word(text, words38[i]);
    genome_build accession = build_of_assembly_accession(text);
    if (accession != BUILD_UNKNOWN) seen[accession] = true;
    if (seen[0] == seen[1]) return BUILD_UNKNOWN;
    return seen[0] ? BUILD_37 : BUILD_38;
}

/* ---- header ---- */

typedef struct header_votes {
    size_t lengths[2];
    size_t foreign; /* lengths that fit neither build */
    const genome_contig *first_foreign;
    const genome_contig *example[2];
    size_t names[2];
    bool hg19_mt, mt_has_length;
} header_votes;

static void vote(header_votes *v, const genome_contig *c)
{
    genome_build named = BUILD_UNKNOWN;
    if (genome_chrom_code(c->name, &named) != 0 && named != BUILD_UNKNOWN) v->names[named]++;
    if (c->chrom == 0 || c->chrom >= CHROM_COUNT || c->length == 0) return;
    if (c->chrom == CHROM_MT) {
        v->mt_has_length = true;
        v->hg19_mt = c->length == HG19_MT_LENGTH;
        return;
    }
    for (int b = 0; b < 2; b++) {
        if (c->length != lengths[b][c->chrom]) continue;
        v->lengths[b]++;
        v->example[b] = c;
        return;
    }
    v->foreign++;
    if (v->first_foreign == NULL) v->first_foreign = c;
}

static status settle(build_finding *f, genome_build build, const char *what, const char *path,
                     err *e)
{
    if (f->build != BUILD_UNKNOWN && f->build != build) {
        FAIL(e, E_CONFLICT, "%s: genome build contradicts itself: %s say %s, %s say %s", path,
             f->evidence, genome_build_name(f->build), what, genome_build_name(build));
    }
    if (f->build == BUILD_UNKNOWN) {
        snprintf(f->evidence, sizeof f->evidence, "%s", what);
    } else {
        size_t n = strlen(f->evidence);
        snprintf(f->evidence + n, sizeof f->evidence - n, ", %s", what);
    }
    f->build = build;
    return OK;
}

static status settle_lengths(build_finding *f, const header_votes *v, const char *path, err *e)
{
    if (v->lengths[0] > 0 && v->lengths[1] > 0) {
        FAIL(e, E_CONFLICT,
             "%s: contig lengths of both builds in one header: %.*s has %llu bases (GRCh37), "
             "%.*s has %llu (GRCh38)",
             path, STR_ARG(v->example[0]->name), (unsigned long long)v->example[0]->length,
             STR_ARG(v->example[1]->name), (unsigned long long)v->example[1]->length);
    }
    if (v->lengths[0] + v->lengths[1] == 0 && v->foreign > 0) {
        const genome_contig *c = v->first_foreign;
        FAIL(
            e, E_CONFLICT,
            "%s: contig lengths are neither GRCh37 nor GRCh38: %.*s has %llu bases, expected %u or "
            "%u; another assembly has to be lifted over first",
            path, STR_ARG(c->name), (unsigned long long)c->length, lengths[0][c->chrom],
            lengths[1][c->chrom]);
    }
    if (v->lengths[0] > 0) TRY(settle(f, BUILD_37, "contig lengths", path, e));
    if (v->lengths[1] > 0) TRY(settle(f, BUILD_38, "contig lengths", path, e));
    return OK;
}

status genome_build_from_header(const genome_header *header, const char *path, build_finding *out,
                                err *e)
{
    header_votes v = {0};
    for (size_t i = 0; i < header->contig_count; i++) vote(&v, &header->contigs[i]);
    build_finding f = {.build = BUILD_UNKNOWN};
    TRY(settle_lengths(&f, &v, path, e));
    if (v.names[0] > 0 && v.names[1] > 0) {
        FAIL(e, E_CONFLICT, "%s: contig names are accessions of both GRCh37 and GRCh38", path);
    }
    if (v.names[0] > 0) TRY(settle(&f, BUILD_37, "contig accessions", path, e));
    if (v.names[1] > 0) TRY(settle(&f, BUILD_38, "contig accessions", path, e));
    genome_build said = genome_build_of_text(header->reference);
    if (said != BUILD_UNKNOWN) TRY(settle(&f, said, "the header's reference", path, e));
    bool ucsc19 = has_word(header->reference, "hg19");
    f.foreign_mt = v.hg19_mt || (f.build == BUILD_37 && ucsc19 && !v.mt_has_length);
    *out = f;
    return OK;
}

/* ---- reference bases ---- */

static const genome_window *window_at(const genome_panel *panel, int build, uint8_t chrom,
                                      uint32_t pos0)
{
    for (size_t i = 0; i < panel->window_count; i++) {
        const genome_window *w = &panel->windows[i];
        if (w->chrom != chrom || w->start0[build] == SITE_POS_NONE) continue;
        if (pos0 >= w->start0[build] && pos0 - w->start0[build] < w->bases[build].n) return w;
    }
    return NULL;
}

static bool is_documented(const genome_site *site, const genome_record *record)
{
    for (size_t i = 0; i < record->alt_count; i++) {
        for (uint8_t k = 0; k < site->allele_count; k++) {
            if (str_eq_ci(site->alleles[k], record->alts[i])) return true;
        }
    }
    return false;
}

static bool is_exact(const genome_panel *panel, int build, const genome_record *record)
{
    for (size_t i = 0; i < panel->site_count; i++) {
        const genome_site *site = &panel->sites[i];
        if (site->chrom != record->chrom || site->pos0[build] != record->pos0) continue;
        uint8_t ref = site->ref[build];
        if (ref != SITE_REF_OTHER && str_eq_ci(site->alleles[ref], record->ref) &&
            is_documented(site, record)) {
            return true;
        }
    }
    return false;
}

void build_tally_add(build_tally *tally, const genome_panel *panel, const genome_record *record)
{
    for (int b = 0; b < 2; b++) {
        const genome_window *w = window_at(panel, b, record->chrom, record->pos0);
        if (is_exact(panel, b, record)) tally->exact[b]++;
        if (w == NULL) continue;
        genome_stretch stretch = {w->start0[b], w->bases[b]};
        char upper[64];
        size_t n = record->ref.n < sizeof upper ? record->ref.n : sizeof upper;
        for (size_t i = 0; i < n; i++) {
            char c = record->ref.p[i];
            upper[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        }
        tally->informative[b]++;
        if (genome_stretch_fits(&stretch, record->pos0, (str){upper, n})) tally->agree[b]++;
    }
}

genome_build build_tally_decide(const build_tally *t)
{
    for (int b = 0; b < 2; b++) {
        int o = 1 - b;
        bool many = t->informative[b] >= 10 && t->agree[b] * 10 >= t->informative[b] * 9;
        bool clean = t->agree[b] == t->informative[b];
        bool exact = t->exact[b] >= (clean ? 1 : 3) && t->agree[b] * 10 >= t->informative[b] * 9;
        bool other = t->exact[o] > 0 ? t->exact[o] * 10 <= t->exact[b]
                                     : t->agree[o] * 10 <= t->informative[o] * 6;
        if ((many || exact) && other) return (genome_build)b;
    }
    return BUILD_UNKNOWN;
}
