/* SPDX-License-Identifier: MIT */
/* folder: a walk that trusts nothing it finds. */
#include "app/folder.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "report/sheet.h"
#include "store/generations.h"

struct walk {
	struct folder *folder;
	char *root;                    /* the folder's real path */
	struct buf path;               /* of what is being looked at, as opened */
	size_t relative;               /* where the part below the folder begins */
	char *above[FOLDER_DEPTH_MAX]; /* real paths of the folders that we are in */
	unsigned depth;
	bool failed;
};

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && !strcmp(s + n - m, end);
}

static bool passed_over(const char *name)
{
	return name[0] == '.' || name[0] == '#' || ends_with(name, "~") || ends_with(name, ".swp") || !strcmp(name, "4913");
}

bool folder_wants(const char *path)
{
	for (const char *name = path; name; name = strchr(name, '/')) {
		char part[NAME_MAX + 1];
		size_t n;

		name += *name == '/';
		n = strcspn(name, "/");
		if (!n || n > NAME_MAX)
			return false;
		memcpy(part, name, n);
		part[n] = 0;
		if (passed_over(part))
			return false;
	}
	if (ends_with(path, ".lua"))
		return true;
	return ends_with(path, ".json") && (!strncmp(path, "data/", 5) || !strncmp(path, "samples/", 8));
}

__attribute__((format(printf, 4, 5))) static void problem(struct folder *f, const char *path, const char *code, const char *fmt, ...)
{
	struct diagnostics *d = &f->problems;
	struct buf file = BUF_INIT, message = BUF_INIT;
	struct diagnostic *items;
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(&message, fmt, ap);
	va_end(ap);
	buf_puts(&file, f->prefix);
	sheet_safe(&file, path, strlen(path));
	if (d->count == d->cap) {
		items = realloc(d->items, (d->cap ? d->cap * 2 : 8) * sizeof *items);
		if (!items)
			goto out;
		d->items = items;
		d->cap = d->cap ? d->cap * 2 : 8;
	}
	d->items[d->count++] = (struct diagnostic){ .file = buf_detach(&file), .message = buf_detach(&message), .code = strdup(code) };
	d->errors++;
	return;
out:
	buf_release(&file);
	buf_release(&message);
}

static bool add(struct folder *f, const char *path, const char *text, size_t len)
{
	struct generation_file *files;

	if (f->count == f->cap) {
		files = realloc(f->files, (f->cap ? f->cap * 2 : 64) * sizeof *files);
		if (!files)
			return false;
		f->files = files;
		f->cap = f->cap ? f->cap * 2 : 64;
	}
	f->files[f->count++] = (struct generation_file){ path, text, len };
	f->total += len;
	return true;
}

static void read_one(struct walk *w, const char *relative)
{
	struct folder *f = w->folder;
	struct buf text = BUF_INIT;
	int status = buf_read_file(&text, w->path.data, FOLDER_FILE_MAX);
	char *path, *copy;

	if (status == -EFBIG) {
		problem(f, relative, "file-too-large", "the file is larger than %u MB", FOLDER_FILE_MAX >> 20);
	} else if (status == -EINVAL) {
		problem(f, relative, "not-a-file", "it is not a regular file");
	} else if (status) {
		problem(f, relative, "unreadable", "it cannot be read: %s (%s)", strerror(-status), strerrorname_np(-status));
	} else if (text.len >= 4 && !memcmp(text.data, "\033Lua", 4)) {
		problem(f, relative, "bytecode", "it is compiled Lua; a policy is loaded from its source only");
	} else if (f->total + text.len > FOLDER_TOTAL_MAX) {
		problem(f, relative, "folder-too-large", "with it, the policies are larger than %u MB in all", FOLDER_TOTAL_MAX >> 20);
	} else {
		path = arena_strdup(&f->arena, relative);
		copy = arena_strndup(&f->arena, text.data, text.len);
		if (!path || !copy || !add(f, path, copy, text.len))
			w->failed = true;
	}
	buf_release(&text);
}

/* The real path of what a symbolic link leads to when that lies within the folder, else NULL and a problem. */
static char *resolve(struct walk *w, const char *relative)
{
	char *real = realpath(w->path.data, NULL);
	size_t n = strlen(w->root);

	if (!real) {
		problem(w->folder, relative, "unreadable", "the symbolic link leads nowhere: %s (%s)", strerror(errno), strerrorname_np(errno));
		return NULL;
	}
	if (strncmp(real, w->root, n) || (real[n] != '/' && real[n] != 0 && n > 1)) {
		problem(w->folder, relative, "outside", "the symbolic link leads out of the policies folder");
		free(real);
		return NULL;
	}
	return real;
}

static void walk_folder(struct walk *w);

/* A folder that we are already in would never end. */
static void enter(struct walk *w, const char *relative, const char *real)
{
	for (unsigned i = 0; i < w->depth; i++)
		if (!strcmp(w->above[i], real)) {
			problem(w->folder, relative, "loop", "the symbolic link leads back to a folder that it is in");
			return;
		}
	if (w->depth == FOLDER_DEPTH_MAX) {
		problem(w->folder, relative, "too-deep", "folders are nested more than %d deep", FOLDER_DEPTH_MAX);
		return;
	}
	w->above[w->depth] = strdup(real);
	if (!w->above[w->depth]) {
		w->failed = true;
		return;
	}
	w->depth++;
	walk_folder(w);
	free(w->above[--w->depth]);
}

static void visit(struct walk *w, const char *name)
{
	const char *relative;
	char *real = NULL;
	struct stat st;

	if (passed_over(name))
		return;
	buf_putc(&w->path, '/');
	buf_puts(&w->path, name);
	if (w->path.failed) {
		w->failed = true;
		return;
	}
	relative = w->path.data + w->relative;
	if (lstat(w->path.data, &st) < 0) {
		if (errno != ENOENT) /* else it went away between listing and looking */
			problem(w->folder, relative, "unreadable", "it cannot be read: %s (%s)", strerror(errno), strerrorname_np(errno));
		return;
	}
	if (S_ISLNK(st.st_mode)) {
		/* a link that is none of our business may lead anywhere */
		if (stat(w->path.data, &st) < 0 ? !folder_wants(relative) : !S_ISDIR(st.st_mode) && !folder_wants(relative))
			return;
		real = resolve(w, relative);
		if (!real)
			return;
	} else if (S_ISDIR(st.st_mode)) {
		real = realpath(w->path.data, NULL);
	}
	if (S_ISDIR(st.st_mode) && real) {
		if (ends_with(name, ".lua"))
			problem(w->folder, relative, "not-a-file", "it is a folder, not a policy");
		else
			enter(w, relative, real);
	} else if (folder_wants(relative)) {
		for (const char *c = relative; *c; c++)
			if ((unsigned char)*c < 0x20 || *c == 0x7F) {
				problem(w->folder, relative, "file-name", "a file name with a control character is not loaded");
				free(real);
				return;
			}
		if (text_utf8_error(relative, strlen(relative)) >= 0)
			problem(w->folder, relative, "file-name", "the file name is not UTF-8");
		else if (!S_ISREG(st.st_mode))
			problem(w->folder, relative, "not-a-file", "it is not a regular file");
		else
			read_one(w, relative);
	}
	free(real);
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void walk_folder(struct walk *w)
{
	DIR *dir = opendir(w->path.data);
	size_t count = 0, cap = 0, end = w->path.len;
	struct dirent *entry;
	char **names = NULL;

	if (!dir) {
		problem(w->folder, w->path.len > w->relative ? w->path.data + w->relative : "", "unreadable", "the folder cannot be read: %s (%s)", strerror(errno), strerrorname_np(errno));
		return;
	}
	while (!w->failed && (entry = readdir(dir))) {
		if (count == cap) {
			char **more = realloc(names, (cap ? cap * 2 : 32) * sizeof *more);

			if (!more) {
				w->failed = true;
				break;
			}
			names = more;
			cap = cap ? cap * 2 : 32;
		}
		names[count] = strdup(entry->d_name);
		w->failed |= !names[count];
		count += names[count] != NULL;
	}
	closedir(dir);
	if (count)
		qsort(names, count, sizeof *names, by_bytes);
	for (size_t i = 0; i < count; i++) {
		if (!w->failed)
			visit(w, names[i]);
		w->path.len = end;
		if (w->path.cap)
			w->path.data[end] = 0;
		free(names[i]);
	}
	free(names);
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct generation_file *)a)->path, ((const struct generation_file *)b)->path);
}

/* only: the one file that is wanted; NULL: all */
static int read_folder(struct folder *f, const char *dir, const char *only, struct err *err)
{
	struct walk w = { .folder = f, .path = BUF_INIT };
	struct buf prefix = BUF_INIT;
	struct stat st;
	size_t n = strlen(dir);

	if (stat(dir, &st) < 0 || (!S_ISDIR(st.st_mode) && (errno = ENOTDIR))) {
		err_set(err, ERR_USAGE, "the policies folder cannot be read: %s", strerror(errno));
		err_at(err, dir, 0, 0);
		return err_hint(err, "name a folder with --policies, or leave it out for the built-in library; plumb init makes one");
	}
	while (n > 1 && dir[n - 1] == '/')
		n--;
	buf_add(&prefix, dir, n);
	if (dir[n - 1] != '/')
		buf_putc(&prefix, '/');
	f->prefix = buf_detach(&prefix);
	w.root = realpath(dir, NULL);
	if (!f->prefix || !w.root)
		goto memory;
	buf_add(&w.path, dir, n);
	w.relative = n + 1;
	w.above[w.depth++] = w.root;
	if (only)
		visit(&w, only);
	else
		walk_folder(&w);
	if (w.failed)
		goto memory;
	/* "a/x" comes before "a-b/y" in one folder's order, after it in that of whole paths */
	if (f->count)
		qsort(f->files, f->count, sizeof *f->files, by_path);
	free(w.root);
	buf_release(&w.path);
	return 0;
memory:
	free(w.root);
	buf_release(&w.path);
	return err_set(err, ERR_MEMORY, "out of memory while the policies were read");
}

static int from_embedded(struct folder *f, const struct embedded *files, const char *prefix, const char *only, struct err *err)
{
	*f = (struct folder){ .arena = ARENA_INIT };
	f->prefix = strdup(prefix);
	if (!f->prefix)
		return err_set(err, ERR_MEMORY, "out of memory");
	for (; files->name; files++)
		if ((only ? !strcmp(files->name, only) : folder_wants(files->name)) && !add(f, files->name, files->data, files->size))
			return err_set(err, ERR_MEMORY, "out of memory");
	return 0;
}

int folder_from_embedded(struct folder *f, const struct embedded *files, const char *prefix, struct err *err)
{
	return from_embedded(f, files, prefix, NULL, err);
}

int folder_from_store(struct folder *f, struct store *store, const char *generation, const char *only, struct err *err)
{
	struct stored_file *files;
	size_t count;
	int status;

	*f = (struct folder){ .arena = ARENA_INIT };
	if (asprintf(&f->prefix, "%s:", store_path(store)) < 0)
		return f->prefix = NULL, err_set(err, ERR_MEMORY, "out of memory");
	status = generation_files(store, generation, &f->arena, &files, &count, err);
	for (size_t i = 0; !status && i < count; i++)
		if ((!only || !strcmp(files[i].path, only)) && !add(f, files[i].path, files[i].text, files[i].len))
			status = err_set(err, ERR_MEMORY, "out of memory");
	return status;
}

int folder_open_file(struct folder *f, const char *dir, const char *path, struct err *err)
{
	if (!dir)
		return from_embedded(f, library, "plumb:", path, err);
	*f = (struct folder){ .arena = ARENA_INIT };
	return read_folder(f, dir, path, err);
}

int folder_open(struct folder *f, const char *dir, struct err *err)
{
	return folder_open_file(f, dir, NULL, err);
}

void folder_release(struct folder *f)
{
	free(f->files);
	free(f->prefix);
	diagnostics_release(&f->problems);
	arena_release(&f->arena);
	*f = (struct folder){ .arena = ARENA_INIT };
}

const struct generation_file *folder_find(const struct folder *f, const char *path)
{
	for (size_t i = 0; i < f->count; i++)
		if (!strcmp(f->files[i].path, path))
			return &f->files[i];
	return NULL;
}
