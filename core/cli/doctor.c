/* SPDX-License-Identifier: MIT */
/*
 * doctor: plumb doctor. Each line is one thing that plumb needs, whether it is there, and what to do when it is not.
 * Status: 0 all well, 2 something of the system or the settings is missing, 3 a policy does not load.
 */
#include <errno.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>
#include <uv.h>

#include "app/keeper.h"
#include "app/version.h"
#include "base/clock.h"
#include "cli/cli.h"
#include "cli/libraries.h"
#include "cli/term.h"
#include "json/write.h"
#include "report/sheet.h"
#include "store/care.h"

struct examination {
	struct cli *cli;
	struct buf text;
	struct json_out json;
	int status;
};

/* ok, or what is wrong and which status that means */
static void tell(struct examination *x, const char *name, int wrong, const char *fmt, ...) __attribute__((format(printf, 4, 5)));
static void tell(struct examination *x, const char *name, int wrong, const char *fmt, ...)
{
	const struct cli *c = x->cli;
	struct buf detail = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(&detail, fmt, ap);
	va_end(ap);
	if (wrong > x->status)
		x->status = wrong;
	if (c->values[OPT_JSON]) {
		json_begin_object(&x->json);
		json_key(&x->json, "check");
		json_put_text(&x->json, name);
		json_key(&x->json, "ok");
		json_put_bool(&x->json, !wrong);
		json_key(&x->json, "detail");
		json_put_text(&x->json, detail.data);
		json_end_object(&x->json);
	} else {
		enum style style = wrong ? STYLE_BOLD_RED : STYLE_GREEN;
		struct buf safe = BUF_INIT;

		sheet_safe(&safe, detail.data, detail.len);
		buf_addf(&x->text, "%s%s%s ", sheet_on(c->colour_out, style), wrong ? "✗" : "✓", sheet_off(c->colour_out, style));
		sheet_cell(&x->text, name, 14);
		sheet_wrap(&x->text, safe.data, 16, 100);
		buf_release(&safe);
	}
	buf_release(&detail);
}

static void examine_libraries(struct examination *x)
{
	struct buf list = BUF_INIT;

	libraries_describe(&list);
	tell(x, "libraries", 0, "%s", list.data);
	buf_release(&list);
}

static void examine_system(struct examination *x)
{
	unsigned action = SECCOMP_RET_KILL_PROCESS;
	struct utsname system;
	int page;

	if (uname(&system) == 0)
		tell(x, "system", 0, "%s %s %s, %u cores", system.sysname, system.release, system.machine, uv_available_parallelism());
	if (syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0)
		tell(x, "seccomp", 0, "available");
	else
		tell(x, "seccomp", EXIT_USAGE, "not available (%s): policies cannot be locked in; use a kernel or a container that allows it", strerror(errno));
	page = memfd_create("plumb-doctor", MFD_CLOEXEC);
	if (page >= 0)
		tell(x, "memfd", 0, "available");
	else
		tell(x, "memfd", EXIT_USAGE, "not available: %s", strerror(errno));
	if (page >= 0)
		close(page);
}

static void examine_settings(struct examination *x)
{
	static const char *const origins[] = { "default", "plumb.json", "environment", "option" };
	const struct config *config = &x->cli->config;
	struct buf list = BUF_INIT;

	tell(x, "settings", 0, "%s", config->file ? config->file : "no plumb.json here");
	for (int k = 0; k < CONFIG_COUNT; k++) {
		const struct config_value *v = &config->values[k];

		if (v->origin == ORIGIN_DEFAULT)
			continue;
		buf_clear(&list);
		buf_addf(&list, "%s = %s (%s", config_keys[k].name, v->text, v->origin == ORIGIN_FILE ? config->file : origins[v->origin]);
		if (v->origin == ORIGIN_ENVIRONMENT)
			buf_addf(&list, " %s", config_keys[k].variable);
		if (v->origin == ORIGIN_FLAG)
			buf_addf(&list, " --%s", config_keys[k].flag);
		tell(x, "  setting", 0, "%s)", list.data);
	}
	buf_release(&list);
}

static void examine_zone(struct examination *x)
{
	struct zone zone = { 0 };
	struct err err = ERR_INIT;

	if (session_zone(&zone, &x->cli->config, &err) == 0)
		tell(x, "time zone", 0, "%s, %zu transitions known", zone.name, zone.count);
	else
		tell(x, "time zone", EXIT_USAGE, "%s; is the package tzdata installed?", err.message ? err.message : "out of memory");
	zone_release(&zone);
	err_release(&err);
}

/* Starts the workers as check does, and loads the policies. */
static void examine_workers(struct examination *x)
{
	int64_t began = clock_monotonic_ns();
	struct session session = { 0 };
	struct err err = ERR_INIT;
	int status = session_open(&session, &x->cli->config, NULL, &err);
	double ms = (double)(clock_monotonic_ns() - began) / 1e6;

	term_diagnostics(x->cli, &session.folder.problems);
	if (status) {
		tell(x, "workers", err_exit_status(&err), "%s%s%s", err.file ? err.file : "", err.file ? ": " : "", err.message ? err.message : "out of memory");
	} else {
		size_t errors = session_policy_errors(&session);
		const char *from = config_text(&x->cli->config, CONFIG_POLICIES);

		from = from ? from : "the built-in library";

		term_diagnostics(x->cli, &session.loaded.diagnostics);
		tell(x, "workers", 0, "started, and loaded the policies, in %.1f ms", ms);
		if (errors)
			tell(x, "policies", EXIT_POLICY, "%s, errors: %zu", from, errors);
		else
			tell(x, "policies", 0, "%s: %zu policies, %zu rules, %zu test files, generation %.8s", from, session.loaded.policy_count,
				session.loaded.rule_count, session.loaded.test_file_count, session.loaded.generation);
	}
	err_release(&err);
	session_close(&session);
}

/* ---- the store ---- */

enum { FREE_LEAST_MB = 64 };

static void tell_error(struct examination *x, const char *name, const struct err *e)
{
	tell(x, name, err_exit_status(e), "%s%s%s%s%s", e->file ? e->file : "", e->file ? ": " : "", e->message ? e->message : "out of memory", e->hint ? "; " : "", e->hint ? e->hint : "");
}

static void tell_health(struct examination *x, const struct store_health *h)
{
	const bool whole = !strcmp(h->integrity, "ok");
	const double mb = 1024 * 1024;

	tell(x, "store", 0, "%s, %.1f MB%s", keeper_path(&x->cli->config), (double)(h->bytes + h->log_bytes) / mb, h->owned ? "" : ", nobody works on it");
	if (h->owned)
		tell(x, "  owner", 0, "%s", h->owner);
	tell(x, "  integrity", whole ? 0 : EXIT_USAGE, "%s%s", h->integrity, whole ? "" : "; plumb restore FILE puts a backup in its place");
	if (!whole)
		return;
	tell(x, "  version", 0, "%d", h->version);
	tell(x, "  projects", 0, "%lld, and %lld deleted", (long long)h->projects, (long long)h->deleted);
	tell(x, "  findings", 0, "%lld open of %lld", (long long)h->open, (long long)h->findings);
	if (h->chain_broken_at)
		tell(x, "  history", EXIT_USAGE, "entry %lld does not fit the chain: %s; somebody changed the file by other means than plumb", (long long)h->chain_broken_at, h->chain_why);
	else if (h->erased != h->stated)
		tell(x, "  history", EXIT_USAGE, "%lld entries are empty, and plumb erase emptied %lld; somebody changed the file by other means than plumb", (long long)h->erased,
			(long long)h->stated);
	else
		tell(x, "  history", 0, "%lld entries, the chain holds; %lld erased", (long long)h->entries, (long long)h->erased);
	tell(x, "  disk", h->free_bytes < (int64_t)FREE_LEAST_MB << 20 ? EXIT_USAGE : 0, "%.0f MB are free", (double)h->free_bytes / mb);
}

static void examine_store(struct examination *x)
{
	const struct store_options o = { .path = keeper_path(&x->cli->config), .access = STORE_READ };
	struct store *store = NULL;
	struct store_health health;
	struct err err = ERR_INIT;

	if (!keeper_path_exists(&x->cli->config)) {
		if (config_text(&x->cli->config, CONFIG_STORE))
			tell(x, "store", 0, "there is none at %s yet", o.path);
		return;
	}
	if (store_open(&o, &store, &err) || store_examine(store, &health, &err))
		tell_error(x, "store", &err);
	else
		tell_health(x, &health);
	store_close(store);
	err_release(&err);
}

static int digest(struct cli *c)
{
	const struct store_options o = { .path = keeper_path(&c->config), .access = STORE_READ };
	struct store *store = NULL;
	struct err err = ERR_INIT;
	char text[65];
	int status = store_open(&o, &store, &err);

	if (!status)
		status = store_digest(store, text, &err);
	status = status ? term_fail(c, &err) : term_say(c, "%s", text);
	store_close(store);
	return status;
}

int run_doctor(struct cli *c)
{
	struct examination x = { .cli = c, .text = BUF_INIT };
	int status;

	if (c->values[OPT_DIGEST])
		return digest(c);
	x.json = json_out(&x.text, 2);
	if (c->values[OPT_JSON]) {
		json_begin_object(&x.json);
		json_key(&x.json, "plumb");
		json_put_text(&x.json, PLUMB_VERSION);
		json_key(&x.json, "checks");
		json_begin_array(&x.json);
	}
	tell(&x, "plumb", 0, "%s", PLUMB_VERSION);
	examine_libraries(&x);
	examine_system(&x);
	examine_settings(&x);
	examine_zone(&x);
	examine_store(&x);
	examine_workers(&x);
	if (c->values[OPT_JSON]) {
		json_end_array(&x.json);
		json_end_object(&x.json);
		buf_putc(&x.text, '\n');
	}
	status = term_write(c, &x.text);
	buf_release(&x.text);
	return status ? status : x.status;
}
