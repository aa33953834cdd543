/*
 * `precis kb`: exit codes, and what goes to standard output and standard error.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>

#include "../kb/kb_fixture.h"
#include "base/json.h"
#include "cli/cmd_kb.h"

enum { WORDS_MAX = 8 };

typedef struct ran {
    int code;
    buf out, err;
} ran;

static fixture folder;

static int make_folder(void **state)
{
    (void)state;
    fixture_copy_kb(&folder, NULL);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    fixture_remove(&folder);
    return 0;
}

static int into_file(int stream, const char *name)
{
    char path[2 * FIXTURE_PATH];
    (void)snprintf(path, sizeof path, "%s%s%s", name[0] == '/' ? "" : folder.folder,
                   name[0] == '/' ? "" : "/", name);
    int kept = dup(stream), fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(kept >= 0 && fd >= 0 && dup2(fd, stream) == stream);
    (void)close(fd);
    return kept;
}

static void back(int stream, int kept)
{
    assert_int_equal(dup2(kept, stream), stream);
    (void)close(kept);
}

/* Runs "kb WORDS…" with standard output in a file (or at `sink`). */
static ran run_to(const char *sink, const char *const *words)
{
    ran r;
    char *argv[WORDS_MAX + 2] = {(char *)(uintptr_t) "kb"};
    int argc = 1;
    for (; *words != NULL && argc <= WORDS_MAX; words++) argv[argc++] = (char *)(uintptr_t)*words;
    (void)fflush(stdout);
    int out = into_file(STDOUT_FILENO, sink), error = into_file(STDERR_FILENO, "stderr");
    r.code = cmd_kb(argc, argv);
    (void)fflush(stdout);
    (void)fflush(stderr);
    back(STDOUT_FILENO, out);
    back(STDERR_FILENO, error);
    if (sink[0] == '/')
        buf_init(&r.out, 1);
    else
        fixture_read(folder.folder, sink, &r.out);
    fixture_read(folder.folder, "stderr", &r.err);
    buf_put_c(&r.out, '\0');
    buf_put_c(&r.err, '\0');
    return r;
}

static void expect(int code, const char *out, const char *error, const char *const *words)
{
    ran r = run_to("stdout", words);
    if (r.code != code || strstr(r.out.p, out) == NULL || strstr(r.err.p, error) == NULL) {
        fail_msg("%s %s: code %d, out '%.300s', err '%.300s'", words[0],
                 words[0] == NULL ? "" : words[1], r.code, r.out.p, r.err.p);
    }
    if (code == 0) assert_string_equal(r.err.p, "");
    buf_release(&r.out);
    buf_release(&r.err);
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void exit_codes(void **state)
{
    (void)state;
    const char *kb = folder.folder;
    expect(0, " 0 wrong", "", WORDS("check", "--kb", kb));
    expect(0, "\"wrong\": 0", "", WORDS("check", "--json"));
    expect(0, "CYP2C19 ", "", WORDS("list"));
    expect(0, "Positions (35 matched", "", WORDS("gene", "cyp2c19"));
    expect(0, "CYP2C19*2\n", "", WORDS("allele", "CYP2C19", "*2"));
    expect(0, "\"gene\": \"CYP2C19\"", "", WORDS("allele", "CYP2C19*2", "--json"));
    expect(0, "Usage: precis kb", "", WORDS("--help"));
    expect(1, "", "no gene 'CYP2C91'; did you mean", WORDS("gene", "CYP2C91"));
    expect(1, "", "none: cannot open", WORDS("list", "--kb", "none"));
    expect(1, "", "no definitions", WORDS("import", kb));
    expect(2, "", "Usage: precis kb", (const char *const[]){NULL, NULL});
    expect(2, "", "no command 'chek'", WORDS("chek"));
    expect(2, "", "did you mean --json?", WORDS("list", "--jsn"));
    expect(2, "", "--kb needs a value", WORDS("list", "--kb"));
    expect(2, "", "one gene's name is needed", WORDS("gene"));
    expect(2, "", "one gene's name is needed", WORDS("gene", "TPMT", "VKORC1"));
    expect(2, "", "a name such as CYP2C19*2", WORDS("allele"));
    expect(2, "", "which allele of TPMT?", WORDS("allele", "TPMT"));
    expect(2, "", "--write needs --into", WORDS("import", kb, "--write"));
    expect(2, "", "one release folder", WORDS("import"));
}

static void a_failing_check_is_told(void **state)
{
    (void)state;
    fixture damaged;
    fixture_copy_kb(&damaged, NULL);
    fixture_replace(&damaged, "positions.tsv", "rs2231142", "rsX");
    expect(1, "positions row 1: ABCG2 88131171: the rsID is not rs and digits [positions]\n", "",
           WORDS("check", "--kb", damaged.folder));
    expect(1, "FAILED  positions", "", WORDS("check", "--kb", damaged.folder));
    expect(1, "\"row\": 1,", "", WORDS("check", "--json", "--kb", damaged.folder));
    fixture_replace(&damaged, "positions.tsv", "\tdefine\t", "\t");
    expect(1, "", "positions.tsv:2: 11 fields, expected 12",
           WORDS("check", "--kb", damaged.folder));
    fixture_remove(&damaged);
}

static void a_full_device_is_an_error(void **state)
{
    (void)state;
    if (access("/dev/full", W_OK) != 0) skip();
    ran r = run_to("/dev/full", WORDS("list"));
    assert_int_equal(r.code, 1);
    assert_non_null(strstr(r.err.p, "standard output: cannot write"));
    buf_release(&r.out);
    buf_release(&r.err);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exit_codes),
        cmocka_unit_test(a_failing_check_is_told),
        cmocka_unit_test(a_full_device_is_an_error),
    };
    return cmocka_run_group_tests_name("cmd_kb", tests, make_folder, remove_folder);
}
