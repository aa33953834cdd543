/*
 * The layouts are told apart row by row: three columns are chromosome, position, genotype; from
 * four on the first is a name, and two single-letter columns at the end are the alleles apart.
 */
#include "genome/array_row.h"

#include "genome/site.h"

static str unquote(str field)
{
    field = str_trim(field);
    while (field.n > 0 && field.p[0] == '"') field.p++, field.n--;
    while (field.n > 0 && field.p[field.n - 1] == '"') field.n--;
    return str_trim(field);
}

static size_t split_blanks(str line, str *fields)
{
    size_t n = 0;
    for (size_t i = 0; i < line.n && n < ARRAY_FIELDS_MAX;) {
        while (i < line.n && line.p[i] == ' ') i++;
        size_t from = i;
        while (i < line.n && line.p[i] != ' ') i++;
        if (i > from) fields[n++] = unquote((str){line.p + from, i - from});
    }
    return n;
}

static size_t split(str line, str *fields)
{
    char mark = str_find(line, '\t') < line.n ? '\t' : ',';
    if (mark == ',' && str_find(line, ',') == line.n) return split_blanks(line, fields);
    size_t n = 0;
    str field;
    while (n < ARRAY_FIELDS_MAX && str_next(&line, mark, &field)) fields[n++] = unquote(field);
    return n;
}

/* Numbers above 22 as AncestryDNA and PLINK use them; 25 (pseudo-autosomal) holds no site of ours.
 */
static uint8_t chrom_of(str name, bool *known)
{
    uint32_t number;
    *known = true;
    if (str_to_u32(name, &number)) {
        if (number >= 1 && number <= 22) return (uint8_t)number;
        if (number == 23) return CHROM_X;
        if (number == 24) return CHROM_Y;
        if (number == 26) return CHROM_MT;
        *known = number == 0 || number == 25;
        return 0;
    }
    genome_build ignored = BUILD_UNKNOWN;
    uint8_t code = genome_chrom_code(name, &ignored);
    if (code != 0) return code;
    *known = str_eq_ci(name, STR("PAR")) || str_eq_ci(name, STR("XY")) ||
             str_starts(name, STR("chr")) || str_starts(name, STR("GL"));
    return 0;
}

static bool is_base(char c)
{
    return c == 'A' || c == 'C' || c == 'G' || c == 'T';
}

static bool is_no_call(char c)
{
    return c == '-' || c == '0' || c == '.' || c == '?';
}

static bool is_allele_char(char c)
{
    return is_base(c) || is_no_call(c) || c == 'I' || c == 'D';
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool set_genotype(char a, char b, array_row *row)
{
    a = upper(a);
    b = b == 0 ? 0 : upper(b);
    if (!is_allele_char(a) || (b != 0 && !is_allele_char(b))) return false;
    row->a = a;
    row->b = b;
    row->kind = ARRAY_LETTERS;
    if (a == 'I' || a == 'D' || b == 'I' || b == 'D') row->kind = ARRAY_INDEL;
    if (is_no_call(a) || is_no_call(b)) row->kind = ARRAY_NO_CALL;
    return true;
}

static bool read_genotype(str text, array_row *row)
{
    if (text.n == 0) return set_genotype('-', 0, row);
    if (text.n == 1) return set_genotype(text.p[0], 0, row);
    if (text.n == 2) return set_genotype(text.p[0], text.p[1], row);
    bool cut = text.n == 3 && (text.p[1] == '/' || text.p[1] == '|');
    return cut && set_genotype(text.p[0], text.p[2], row);
}

static bool are_alleles(str x, str y)
{
    return x.n == 1 && y.n == 1 && is_allele_char(upper(x.p[0])) && is_allele_char(upper(y.p[0]));
}

array_row_result array_row_read(str line, array_row *row, const char **what)
{
    str f[ARRAY_FIELDS_MAX];
    size_t n = split(line, f);
    *what = "columns";
    if (n < 3) return ARRAY_ROW_BAD;
    size_t first = n == 3 ? 0 : 1;
    uint32_t pos1;
    if (!str_to_u32(f[first + 1], &pos1)) {
        *what = "position";
        bool named =
            str_eq_ci(f[first + 1], STR("position")) || str_eq_ci(f[first + 1], STR("pos"));
        return named ? ARRAY_ROW_HEADER : ARRAY_ROW_BAD;
    }
    bool known;
    row->chrom = chrom_of(f[first], &known);
    *what = "chromosome";
    if (!known) return ARRAY_ROW_BAD;
    *what = "genotype";
    bool apart = n >= 5 && are_alleles(f[3], f[4]);
    bool good = apart ? set_genotype(f[3].p[0], f[4].p[0], row) : read_genotype(f[first + 2], row);
    if (!good) return ARRAY_ROW_BAD;
    if (row->chrom == 0 || pos1 == 0) return ARRAY_ROW_ELSEWHERE;
    row->pos0 = pos1 - 1;
    return ARRAY_ROW_GOOD;
}
