/* SPDX-License-Identifier: MIT */
/*
 * compute: the formulas behind computed fields. Each reads its inputs by name from the object that has the field.
 *
 * EVM as in ANSI/EIA-748 and ISO 21508: PV planned, EV earned, AC actual cost to date, BAC budget at completion. A
 * given cpi, spi or eac wins over deriving it. Ratios are undefined, hence absent, where their divisor is not positive.
 */
#include "model/compute.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static bool get(const struct compute_in *in, const char *field, double *out)
{
	return in->number(in->object, field, out);
}

static bool answer(struct compute_out *out, double v)
{
	if (!isfinite(v))
		return false;
	out->is_string = false;
	out->number = v == 0 ? 0 : v; /* no negative zero */
	return true;
}

static bool answer_ratio(struct compute_out *out, double dividend, double divisor)
{
	return divisor > 0 && answer(out, dividend / divisor);
}

/* field, or dividend / divisor */
static bool get_ratio(const struct compute_in *in, const char *field, const char *dividend, const char *divisor, double *out)
{
	double a, b;
	if (get(in, field, out))
		return true;
	if (!get(in, dividend, &a) || !get(in, divisor, &b) || b <= 0)
		return false;
	*out = a / b;
	return isfinite(*out);
}

/* probability x impact, both 1 to 5: 1 to 25. ISO 31000 gives the process, the 5 x 5 matrix is common practice. */
static bool risk_score(const struct compute_in *in, struct compute_out *out)
{
	double p, i;
	return get(in, "probability", &p) && get(in, "impact", &i) && answer(out, p * i);
}

/* The usual bands of the 5 x 5 matrix: 1-4 low, 5-9 medium, 10-14 high, 15-25 critical. */
static bool risk_band(const struct compute_in *in, struct compute_out *out)
{
	struct compute_out product;
	double score;
	if (!get(in, "score", &score)) {
		if (!risk_score(in, &product))
			return false;
		score = product.number;
	}
	if (!(score >= 1 && score <= 25))
		return false;
	out->is_string = true;
	out->string = score < 5 ? "low" : score < 10 ? "medium" : score < 15 ? "high" : "critical";
	return true;
}

/* CV = EV - AC: below 0 the work cost more than it earned. */
static bool evm_cv(const struct compute_in *in, struct compute_out *out)
{
	double ev, ac;
	return get(in, "ev", &ev) && get(in, "ac", &ac) && answer(out, ev - ac);
}

/* SV = EV - PV: below 0 less was earned than planned. */
static bool evm_sv(const struct compute_in *in, struct compute_out *out)
{
	double ev, pv;
	return get(in, "ev", &ev) && get(in, "pv", &pv) && answer(out, ev - pv);
}

/* CPI = EV / AC; absent while nothing was spent. */
static bool evm_cpi(const struct compute_in *in, struct compute_out *out)
{
	double ev, ac;
	return get(in, "ev", &ev) && get(in, "ac", &ac) && answer_ratio(out, ev, ac);
}

/* SPI = EV / PV; absent while nothing was planned to be done. */
static bool evm_spi(const struct compute_in *in, struct compute_out *out)
{
	double ev, pv;
	return get(in, "ev", &ev) && get(in, "pv", &pv) && answer_ratio(out, ev, pv);
}

/* EAC = BAC / CPI: what is left will cost as what is done did (typical variance). */
static bool evm_eac(const struct compute_in *in, struct compute_out *out)
{
	double bac, cpi;
	return get(in, "bac", &bac) && get_ratio(in, "cpi", "ev", "ac", &cpi) && answer_ratio(out, bac, cpi);
}

/* EAC = AC + (BAC - EV): what is left will cost as planned (atypical variance). */
static bool evm_eac_atypical(const struct compute_in *in, struct compute_out *out)
{
	double bac, ev, ac;
	return get(in, "bac", &bac) && get(in, "ev", &ev) && get(in, "ac", &ac) && answer(out, ac + bac - ev);
}

/* EAC = AC + (BAC - EV) / (CPI x SPI): cost and schedule both weigh on what is left. */
static bool evm_eac_combined(const struct compute_in *in, struct compute_out *out)
{
	double bac, ev, ac, cpi, spi;
	return get(in, "bac", &bac) && get(in, "ev", &ev) && get(in, "ac", &ac) && get_ratio(in, "cpi", "ev", "ac", &cpi)
		&& get_ratio(in, "spi", "ev", "pv", &spi) && cpi * spi > 0 && answer(out, ac + (bac - ev) / (cpi * spi));
}

static bool get_eac(const struct compute_in *in, double *eac)
{
	struct compute_out typical;
	if (get(in, "eac", eac))
		return true;
	if (!evm_eac(in, &typical))
		return false;
	*eac = typical.number;
	return true;
}

/* ETC = EAC - AC: what is still to be paid. */
static bool evm_etc(const struct compute_in *in, struct compute_out *out)
{
	double eac, ac;
	return get_eac(in, &eac) && get(in, "ac", &ac) && answer(out, eac - ac);
}

/* VAC = BAC - EAC: below 0 the budget will be overrun by that. */
static bool evm_vac(const struct compute_in *in, struct compute_out *out)
{
	double eac, bac;
	return get_eac(in, &eac) && get(in, "bac", &bac) && answer(out, bac - eac);
}

/* TCPI = (BAC - EV) / (BAC - AC): the CPI that what is left must reach to stay within BAC; absent when BAC is spent (it
   cannot be reached) or more than BAC was earned (the inputs contradict each other). */
static bool evm_tcpi(const struct compute_in *in, struct compute_out *out)
{
	double bac, ev, ac;
	return get(in, "bac", &bac) && get(in, "ev", &ev) && get(in, "ac", &ac) && ev <= bac && answer_ratio(out, bac - ev, bac - ac);
}

/* TCPI to reach EAC = (BAC - EV) / (EAC - AC); absent as above. */
static bool evm_tcpi_eac(const struct compute_in *in, struct compute_out *out)
{
	double bac, ev, ac, eac;
	return get(in, "bac", &bac) && get(in, "ev", &ev) && get(in, "ac", &ac) && get_eac(in, &eac) && ev <= bac
		&& answer_ratio(out, bac - ev, eac - ac);
}

/* Gross margin = (price - cost) / price, a ratio of the price after discounts; absent for a gift. */
static bool deal_margin(const struct compute_in *in, struct compute_out *out)
{
	double price, cost;
	return get(in, "price", &price) && get(in, "cost", &cost) && answer_ratio(out, price - cost, price);
}

static const struct {
	const char *name;
	compute_fn fn;
} formulas[] = {
	{ "risk_score", risk_score }, { "risk_band", risk_band },
	{ "evm_cv", evm_cv }, { "evm_sv", evm_sv }, { "evm_cpi", evm_cpi }, { "evm_spi", evm_spi },
	{ "evm_eac", evm_eac }, { "evm_eac_atypical", evm_eac_atypical }, { "evm_eac_combined", evm_eac_combined },
	{ "evm_etc", evm_etc }, { "evm_vac", evm_vac }, { "evm_tcpi", evm_tcpi }, { "evm_tcpi_eac", evm_tcpi_eac },
	{ "deal_margin", deal_margin },
};

compute_fn compute_find(const char *name)
{
	for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++)
		if (strcmp(formulas[i].name, name) == 0)
			return formulas[i].fn;
	return NULL;
}
