/* SPDX-License-Identifier: MIT */
/* Computed fields: published worked examples, and absent where there is no result. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "json/read.h"
#include "model/compute.h"

/* An object: pairs of field and number. */
struct object {
	const char *field[8];
	double value[8];
};

static bool number(void *object, const char *field, double *out)
{
	const struct object *o = object;
	for (int i = 0; i < 8 && o->field[i]; i++)
		if (strcmp(o->field[i], field) == 0) {
			*out = o->value[i];
			return true;
		}
	return false;
}

static bool compute(const char *name, struct object o, struct compute_out *out)
{
	struct compute_in in = { &o, number, NULL, NULL, NULL };
	compute_fn fn = compute_find(name);
	if (!fn)
		fail_msg("no formula '%s'", name);
	return fn(&in, out);
}

static void assert_computes(const char *name, struct object o, double expected, double within)
{
	struct compute_out out;
	if (!compute(name, o, &out))
		fail_msg("%s is absent, expected %g", name, expected);
	assert_false(out.is_string);
	if (fabs(out.number - expected) > within)
		fail_msg("%s is %.9g, expected %g", name, out.number, expected);
}

static void assert_absent(const char *name, struct object o)
{
	struct compute_out out;
	if (compute(name, o, &out))
		fail_msg("%s is %g, expected absent", name, out.number);
}

#define EVM(p, e, a, b) ((struct object){ { "pv", "ev", "ac", "bac" }, { p, e, a, b } })

static void a_risk_scores_probability_times_impact(void **state)
{
	(void)state;
	assert_computes("risk_score", (struct object){ { "probability", "impact" }, { 5, 4 } }, 20, 0);
	assert_absent("risk_score", (struct object){ { "probability" }, { 5 } });
	assert_absent("risk_score", (struct object){ { "impact" }, { 5 } });
}

static void bands_change_exactly_at_their_bounds(void **state)
{
	(void)state;
	static const struct {
		double score;
		const char *band;
	} cases[] = {
		{ 1, "low" }, { 4, "low" }, { 5, "medium" }, { 9, "medium" }, { 10, "high" }, { 14, "high" }, { 15, "critical" }, { 25, "critical" },
	};
	struct compute_out out;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_true(compute("risk_band", (struct object){ { "score" }, { cases[i].score } }, &out));
		assert_true(out.is_string);
		assert_string_equal(out.string, cases[i].band);
	}
	assert_true(compute("risk_band", (struct object){ { "probability", "impact" }, { 3, 4 } }, &out));
	assert_string_equal(out.string, "high");
	/* a given score wins */
	assert_true(compute("risk_band", (struct object){ { "probability", "impact", "score" }, { 3, 4, 2 } }, &out));
	assert_string_equal(out.string, "low");
	assert_absent("risk_band", (struct object){ { "score" }, { 0 } });
	assert_absent("risk_band", (struct object){ { "score" }, { 26 } });
	assert_absent("risk_band", (struct object){ { NULL }, { 0 } });
}

static void published_worked_examples_of_earned_value(void **state)
{
	(void)state;
	assert_computes("evm_tcpi", EVM(0, 35000, 63000, 100000), 1.76, 0.005);
	assert_computes("evm_tcpi_eac", (struct object){ { "bac", "ev", "ac", "eac" }, { 100000, 35000, 63000, 120482 } }, 1.13, 0.005);
	assert_computes("evm_eac", (struct object){ { "bac", "cpi" }, { 100000, 0.83 } }, 120481.9, 0.05);
	assert_computes("evm_eac_atypical", EVM(0, 35000, 63000, 100000), 128000, 0);
	assert_computes("evm_cpi", EVM(0, 35000, 36000, 0), 0.9722222, 1e-7);
	assert_computes("evm_cv", EVM(40000, 35000, 36000, 0), -1000, 0);
	assert_computes("evm_sv", EVM(40000, 35000, 36000, 0), -5000, 0);
	assert_computes("evm_spi", EVM(40000, 35000, 36000, 0), 0.875, 0);
	/* CPI 0.8, SPI 0.5: 50 + (100 - 40) / 0.4 */
	assert_computes("evm_eac_combined", EVM(80, 40, 50, 100), 200, 1e-9);
	assert_computes("evm_eac", EVM(80, 40, 50, 100), 125, 1e-9);
	assert_computes("evm_etc", EVM(80, 40, 50, 100), 75, 1e-9);
	assert_computes("evm_vac", EVM(80, 40, 50, 100), -25, 1e-9);
}

static void what_is_undefined_is_absent(void **state)
{
	(void)state;
	assert_absent("evm_cpi", EVM(10, 10, 0, 100));
	assert_absent("evm_spi", EVM(0, 10, 10, 100));
	assert_absent("evm_eac", EVM(10, 0, 10, 100));  /* nothing earned: no rate to go on with */
	assert_absent("evm_eac", EVM(10, 10, 0, 100));
	assert_absent("evm_etc", EVM(10, 0, 10, 100));
	assert_absent("evm_vac", EVM(10, 0, 10, 100));
	assert_absent("evm_eac_combined", EVM(10, 0, 10, 100));
	assert_absent("evm_tcpi", EVM(0, 35, 100, 100)); /* all is spent */
	assert_absent("evm_tcpi", EVM(0, 35, 120, 100)); /* more than all */
	assert_absent("evm_tcpi", EVM(0, 110, 50, 100));
	assert_absent("evm_cpi", (struct object){ { "ev" }, { 1 } });
	assert_absent("evm_vac", (struct object){ { "eac" }, { 1 } });
	assert_absent("evm_cv", EVM(0, INFINITY, 1, 1));
	assert_absent("evm_cpi", EVM(0, 1e308, 1e-308, 1));
}

static void zero_is_a_result_where_it_is_one(void **state)
{
	(void)state;
	struct compute_out out;
	assert_computes("evm_cpi", EVM(10, 0, 10, 100), 0, 0);
	assert_computes("evm_tcpi", EVM(100, 100, 90, 100), 0, 0);
	assert_computes("evm_cv", EVM(10, 10, 10, 100), 0, 0);
	assert_true(compute("evm_cpi", EVM(10, -0.0, 10, 100), &out));
	assert_false(signbit(out.number));
}

static void a_given_index_wins_over_deriving_it(void **state)
{
	(void)state;
	assert_computes("evm_eac", (struct object){ { "bac", "cpi", "ev", "ac" }, { 100, 0.5, 40, 50 } }, 200, 0);
	assert_computes("evm_vac", (struct object){ { "bac", "eac", "ev", "ac" }, { 100, 130, 40, 50 } }, -30, 0);
	assert_computes("evm_etc", (struct object){ { "bac", "eac", "ev", "ac" }, { 100, 130, 40, 50 } }, 80, 0);
}

static void a_margin_is_a_share_of_the_price(void **state)
{
	(void)state;
	assert_computes("deal_margin", (struct object){ { "price", "cost" }, { 200, 150 } }, 0.25, 0);
	assert_computes("deal_margin", (struct object){ { "price", "cost" }, { 100, 130 } }, -0.3, 1e-12);
	assert_absent("deal_margin", (struct object){ { "price", "cost" }, { 0, 10 } });
	assert_absent("deal_margin", (struct object){ { "price" }, { 10 } });
}

static void a_formula_that_does_not_exist_is_none(void **state)
{
	(void)state;
	assert_null(compute_find("risk"));
	assert_null(compute_find(""));
}

/* "fn" in the file of worked examples -> formula */
static const char *formula_of(const char *fn)
{
	static const char *const names[][2] = {
		{ "tcpi_bac", "evm_tcpi" }, { "tcpi_eac", "evm_tcpi_eac" }, { "eac_typical", "evm_eac" }, { "eac_atypical", "evm_eac_atypical" }, { "cpi", "evm_cpi" },
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i][0], fn) == 0)
			return names[i][1];
	return NULL;
}

static void the_file_of_worked_examples_agrees(void **state)
{
	(void)state;
	const char *shared = getenv("PLUMB_SHARED");
	struct buf path = BUF_INIT, text = BUF_INIT;
	buf_addf(&path, "%s/samples/real/evm-worked-examples.json", shared ? shared : "../shared");
	int code = buf_read_file(&text, path.data, 1 << 20);
	buf_release(&path);
	if (code < 0)
		skip();
	struct json_reader *r = json_reader_new();
	struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct json_value root, cases;
	assert_int_equal(json_read(r, text.data, text.len, &limits, &root, NULL), 0);
	assert_true(json_get(root, "cases", &cases));
	int checked = 0;
	struct json_iter it, member;
	for (json_iter_begin(&it, cases); json_iter_next(&it);) {
		struct object o = { { NULL }, { 0 } };
		const char *formula = NULL;
		double expected = 0, within = 1e-7;
		size_t n = 0, len;
		for (json_iter_begin(&member, it.value); json_iter_next(&member);) {
			enum json_type type = json_type(member.value);
			if (strcmp(member.key, "fn") == 0)
				formula = formula_of(json_string(member.value, &len));
			if (type != JSON_T_INT && type != JSON_T_NUMBER)
				continue;
			double v = type == JSON_T_INT ? (double)json_int(member.value) : json_number(member.value);
			if (strncmp(member.key, "expect", 6) != 0) {
				o.field[n] = member.key;
				o.value[n++] = v;
				continue;
			}
			expected = v;
			within = strstr(member.key, "rounded1") ? 0.0501 : strstr(member.key, "rounded2") ? 0.00501 : 1e-7;
		}
		if (!formula)
			continue;
		assert_computes(formula, o, expected, within);
		checked++;
	}
	assert_true(checked >= 5);
	json_reader_free(r);
	buf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_risk_scores_probability_times_impact),
		cmocka_unit_test(bands_change_exactly_at_their_bounds),
		cmocka_unit_test(published_worked_examples_of_earned_value),
		cmocka_unit_test(what_is_undefined_is_absent),
		cmocka_unit_test(zero_is_a_result_where_it_is_one),
		cmocka_unit_test(a_given_index_wins_over_deriving_it),
		cmocka_unit_test(a_margin_is_a_share_of_the_price),
		cmocka_unit_test(a_formula_that_does_not_exist_is_none),
		cmocka_unit_test(the_file_of_worked_examples_agrees),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
