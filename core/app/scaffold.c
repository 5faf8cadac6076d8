/* SPDX-License-Identifier: MIT */
/* scaffold: the library unpacked, and the files around it. */
#include "app/scaffold.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "app/output.h"
#include "app/scaffold_files.h"
#include "base/embedded.h"
#include "report/messages.h"

#define SAMPLE "samples/project.json"

static int refuse(const char *path, int code, const char *what, struct err *err)
{
	err_set(err, ERR_IO, "%s: %s", what, strerror(code));
	return err_at(err, path, 0, 0);
}

/* The folder, made or found empty. */
static int take_folder(const char *dir, struct err *err)
{
	struct dirent *entry;
	DIR *d;

	if (mkdir(dir, 0777) == 0)
		return 0;
	if (errno != EEXIST)
		return refuse(dir, errno, "the folder cannot be made", err);
	d = opendir(dir);
	if (!d)
		return refuse(dir, errno, "it cannot be used", err);
	errno = 0;
	while ((entry = readdir(d)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..")) {
			err_set(err, ERR_USAGE, "the folder is not empty: it holds '%s'", entry->d_name);
			err_at(err, dir, 0, 0);
			err_hint(err, "name a new folder; nothing was changed in this one");
			closedir(d);
			return ERR_USAGE;
		}
	closedir(d);
	return errno ? refuse(dir, errno, "it cannot be read", err) : 0;
}

/* The folders above path, below the first `base` bytes of it. */
static int make_folders(struct buf *path, size_t base, struct err *err)
{
	for (size_t i = base; i < path->len; i++) {
		int status = 0;

		if (path->data[i] != '/')
			continue;
		path->data[i] = 0;
		if (mkdir(path->data, 0777) && errno != EEXIST)
			status = refuse(path->data, errno, "the folder cannot be made", err);
		path->data[i] = '/';
		if (status)
			return status;
	}
	return 0;
}

static int put_file(const char *dir, const char *below, const char *name, const char *bytes, size_t n, struct scaffold *out, struct err *err)
{
	struct buf path = BUF_INIT;
	size_t base;
	int status;

	buf_addf(&path, "%s/", dir);
	base = path.len;
	buf_addf(&path, "%s%s", below, name);
	if (path.failed)
		status = err_set(err, ERR_MEMORY, "out of memory");
	else if (!(status = make_folders(&path, base, err)))
		status = output_write(path.data, bytes, n, true, err);
	out->files += !status;
	buf_release(&path);
	return status;
}

int scaffold_write(const char *dir, enum lang lang, struct scaffold *out, struct err *err)
{
	int status = take_folder(dir, err);

	*out = (struct scaffold){ 0 };
	for (const struct embedded *f = library; !status && f->name; f++) {
		status = put_file(dir, "policies/", f->name, f->data, f->size, out, err);
		if (!status && !strcmp(f->name, SAMPLE))
			status = put_file(dir, "projects/", "example.json", f->data, f->size, out, err);
	}
	for (const struct scaffold_file *f = scaffold_files; !status && f->path; f++) {
		const char *text = text2_pick(f->text, lang);

		status = put_file(dir, "", f->path, text, strlen(text), out, err);
	}
	return status;
}
