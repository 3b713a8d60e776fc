#include "doc/paper_faces.h"

#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H

#include "base/i18n.h"
#include "base/map.h"
#include "base/must.h"
#include "base/width.h"

#define NAMES_MOST 12
#define SEARCHES_MOST                                                                                                  \
	200 /* characters looked for in all fonts of the machine: a hostile text may hold every one there is */
#define CACHED_MOST 200000
#define STEPS_MOST 4000 /* of an outline: the most intricate Chinese characters have some hundreds */
#define MISSING_MOST 20 /* characters named among the fallbacks */
#define SHOWN_INSTEAD 0x3013u
#define FULL 1000

/* The official face first, then others of its style; a name with '*' is not bold by itself and is thickened. */
static const char *const names[PAPER_FACE_COUNT][NAMES_MOST] = {
	[PAPER_FANGSONG] = {"仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "方正仿宋_GBK", "FZFangSong-Z02",
			    "朱雀仿宋", "Zhuque Fangsong (technical preview)", "STFangsong", NULL},
	[PAPER_XIAOBIAOSONG] = {"方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05",
				"*AR PL SungtiL GB", NULL},
	[PAPER_HEI] = {"黑体", "SimHei", "方正黑体_GBK", "FZHei-B01", "WenQuanYi Zen Hei", "Noto Sans CJK SC", NULL},
	[PAPER_KAI] = {"楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "方正楷体_GBK", "AR PL KaitiM GB",
		       "AR PL UKai CN", "LXGW WenKai", NULL},
	[PAPER_SONG] = {"宋体", "SimSun", "方正书宋_GBK", NULL},
};
/* For every face, after its own. */
static const char *const common[] = {
	"AR PL SungtiL GB",
	"AR PL UMing CN",
	"Noto Serif CJK SC",
	"WenQuanYi Zen Hei",
	"Noto Sans CJK SC",
	"AR PL UKai CN",
	NULL,
};

struct font {
	const char *wanted; /* the name in the table; NULL: found for a character */
	const char *path;   /* NULL: not installed */
	int index;
	str name; /* PostScript */
	bool bold;
	bool tried;
	FT_Face face;
};

struct paper_faces {
	arena *mem;
	FT_Library ft;
	struct font fonts[PAPER_FONTS_MOST];
	size_t n;
	uint16_t main[PAPER_FACE_COUNT]; /* font + 1 that a face's first character was found in */
	map cache;
	struct cff_step *scratch;
	unsigned searches;
	uint32_t missing[MISSING_MOST];
	size_t missing_count;
};

/* How far a style is from an upright regular one; a bold one is nobody's body text. */
static int oddness(const FcPattern *p)
{
	int weight = FC_WEIGHT_REGULAR, slant = FC_SLANT_ROMAN, width = FC_WIDTH_NORMAL;

	(void)FcPatternGetInteger(p, FC_WEIGHT, 0, &weight);
	(void)FcPatternGetInteger(p, FC_SLANT, 0, &slant);
	(void)FcPatternGetInteger(p, FC_WIDTH, 0, &width);
	return abs(weight - FC_WEIGHT_REGULAR) + 1000 * (slant != FC_SLANT_ROMAN) + abs(width - FC_WIDTH_NORMAL);
}

/* The file of a set that is nearest to an upright regular one; of equals the first by path, so that the same machine always takes
 * the same. */
static void take_best(struct paper_faces *f, const FcFontSet *set, struct font *font)
{
	const char *best = NULL;
	int best_index = 0, best_odd = INT32_MAX;

	for (int i = 0; set && i < set->nfont; i++) {
		FcChar8 *file = NULL;
		int index = 0, odd = oddness(set->fonts[i]);

		if (FcPatternGetString(set->fonts[i], FC_FILE, 0, &file) != FcResultMatch)
			continue;
		(void)FcPatternGetInteger(set->fonts[i], FC_INDEX, 0, &index);
		if (index > 0xffff) /* an instance of a variable font */
			continue;
		int order = best ? strcmp((const char *)file, best) : -1;

		if (odd < best_odd || (odd == best_odd && (order < 0 || (order == 0 && index < best_index)))) {
			best = (const char *)file;
			best_index = index;
			best_odd = odd;
		}
	}
	if (best) {
		font->path = arena_cstr(f->mem, str_c(best));
		font->index = best_index;
	}
}

static FcFontSet *list(FcPattern *p)
{
	FcObjectSet *o = FcObjectSetBuild(FC_FILE, FC_INDEX, FC_WEIGHT, FC_SLANT, FC_WIDTH, (char *)NULL);
	FcFontSet *set = NULL;

	must(o);
	(void)FcPatternAddBool(p, FC_OUTLINE, FcTrue);
	set = FcFontList(NULL, p, o);
	FcObjectSetDestroy(o);
	FcPatternDestroy(p);
	return set;
}

static struct font *font_new(struct paper_faces *f)
{
	if (f->n == PAPER_FONTS_MOST)
		return NULL;
	f->fonts[f->n] = (struct font){0};
	return &f->fonts[f->n++];
}

/* Opens a font at its first use; NULL when it is not there or unusable. */
static FT_Face opened(struct paper_faces *f, struct font *font)
{
	if (!font->tried && font->path) {
		if (FT_New_Face(f->ft, font->path, font->index, &font->face) != 0) {
			font->face = NULL;
		} else if (!FT_IS_SCALABLE(font->face) || FT_Select_Charmap(font->face, FT_ENCODING_UNICODE) != 0) {
			FT_Done_Face(font->face);
			font->face = NULL;
		} else {
			const char *name = FT_Get_Postscript_Name(font->face);

			font->name = arena_str(f->mem, str_c(name ? name : "Font"));
		}
	}
	font->tried = true;
	return font->face;
}

/* The font of this name in the table, found once. */
static struct font *named(struct paper_faces *f, const char *wanted)
{
	for (size_t i = 0; i < f->n; i++) {
		if (f->fonts[i].wanted == wanted)
			return &f->fonts[i];
	}
	struct font *font = font_new(f);

	if (!font)
		return NULL;
	font->wanted = wanted;
	font->bold = *wanted == '*';
	FcPattern *p = FcPatternCreate();

	must(p);
	(void)FcPatternAddString(p, FC_FAMILY, (const FcChar8 *)wanted + font->bold);
	FcFontSet *set = list(p);

	take_best(f, set, font);
	if (set)
		FcFontSetDestroy(set);
	return font;
}

/* Any font of the machine that has the character. */
static struct font *searched(struct paper_faces *f, uint32_t cp)
{
	struct font found = {0}, *font;

	if (f->searches++ >= SEARCHES_MOST)
		return NULL;
	FcPattern *p = FcPatternCreate();
	FcCharSet *chars = FcCharSetCreate();

	must(p && chars);
	(void)FcCharSetAddChar(chars, cp);
	(void)FcPatternAddCharSet(p, FC_CHARSET, chars);
	FcCharSetDestroy(chars);
	FcFontSet *set = list(p);

	take_best(f, set, &found);
	if (set)
		FcFontSetDestroy(set);
	for (size_t i = 0; found.path && i < f->n; i++) {
		if (f->fonts[i].path && !f->fonts[i].bold && strcmp(f->fonts[i].path, found.path) == 0 &&
		    f->fonts[i].index == found.index)
			return &f->fonts[i];
	}
	font = found.path ? font_new(f) : NULL;
	if (font)
		*font = found;
	return font;
}

struct hit {
	struct font *font;
	uint16_t glyph;
};

static bool has(struct paper_faces *f, struct font *font, uint32_t cp, struct hit *ret)
{
	FT_Face face = font ? opened(f, font) : NULL;
	FT_UInt glyph = face ? FT_Get_Char_Index(face, cp) : 0;

	if (!glyph || glyph > UINT16_MAX)
		return false;
	*ret = (struct hit){font, (uint16_t)glyph};
	return true;
}

static bool look(struct paper_faces *f, enum paper_face face, uint32_t cp, struct hit *ret)
{
	for (size_t i = 0; i < NAMES_MOST && names[face][i]; i++) {
		if (has(f, named(f, names[face][i]), cp, ret))
			return true;
	}
	for (size_t i = 0; common[i]; i++) {
		if (has(f, named(f, common[i]), cp, ret))
			return true;
	}
	return has(f, searched(f, cp), cp, ret);
}

static int32_t advance(const struct hit *h, uint32_t cp)
{
	FT_Face face = h->font->face;
	int64_t units = face->units_per_EM ? face->units_per_EM : FULL, width;

	if (width_of_char(cp) == 2)
		return FULL;
	if (FT_Load_Glyph(face, h->glyph, FT_LOAD_NO_SCALE | FT_LOAD_NO_HINTING) != 0)
		return FULL / 2;
	width = (int64_t)face->glyph->metrics.horiAdvance * FULL / units;
	if (width < 0 || width_of_char(cp) == 0)
		return 0;
	return width > FULL * 9 / 10 && cp > 0xff ? FULL : width > FULL ? FULL : (int32_t)width;
}

static void note_missing(struct paper_faces *f, uint32_t cp)
{
	if (f->missing_count < MISSING_MOST)
		f->missing[f->missing_count++] = cp;
}

static struct paper_char packed(uint32_t cp, uint64_t v, int32_t size)
{
	return (struct paper_char){.cp = cp,
				   .width = (int32_t)((int64_t)(v & 0xffff) * size / FULL),
				   .font = (uint16_t)(v >> 32),
				   .glyph = (uint16_t)(v >> 16)};
}

struct paper_char paper_faces_measure(void *ctx, enum paper_face face, uint32_t cp, int32_t size)
{
	struct paper_faces *f = ctx;
	uint32_t key[2] = {(uint32_t)face, cp};
	str k = {(const uint8_t *)key, sizeof key};
	uint64_t *known = map_find(&f->cache, k), v = FULL;
	struct hit h = {0};

	if (known)
		return packed(cp, *known, size);
	if (!look(f, face, cp, &h)) {
		note_missing(f, cp);
		(void)look(f, PAPER_FANGSONG, SHOWN_INSTEAD, &h);
	}
	if (h.font) {
		size_t font = (size_t)(h.font - f->fonts);

		v = (uint64_t)font << 32 | (uint64_t)h.glyph << 16 | (uint64_t)advance(&h, cp);
		if (!f->main[face] && width_of_char(cp) == 2)
			f->main[face] = (uint16_t)(font + 1);
	}
	known = map_add(&f->cache, k, NULL);
	if (known)
		*known = v;
	return packed(cp, v, size);
}

str paper_faces_name(const struct paper_faces *f, uint16_t font)
{
	return f->fonts[font].name;
}

bool paper_faces_bold(const struct paper_faces *f, uint16_t font)
{
	return f->fonts[font].bold;
}

struct tracing {
	struct cff_step *steps;
	size_t n;
	int64_t units;
	FT_Vector at;
};

static int16_t scaled(const struct tracing *t, FT_Pos v)
{
	int64_t s = (int64_t)v * FULL * 2 / t->units;

	s = (s + (s < 0 ? -1 : 1)) / 2;
	return (int16_t)(s < -16000 ? -16000 : s > 16000 ? 16000 : s);
}

static int step(struct tracing *t, struct cff_step s, const FT_Vector *to)
{
	if (t->n == STEPS_MOST)
		return 1;
	s.x = scaled(t, to->x);
	s.y = scaled(t, to->y);
	t->steps[t->n++] = s;
	t->at = *to;
	return 0;
}

static int move_to(const FT_Vector *to, void *ctx)
{
	return step(ctx, (struct cff_step){.kind = CFF_MOVE}, to);
}

static int line_to(const FT_Vector *to, void *ctx)
{
	return step(ctx, (struct cff_step){.kind = CFF_LINE}, to);
}

static int cubic_to(const FT_Vector *a, const FT_Vector *b, const FT_Vector *to, void *ctx)
{
	struct tracing *t = ctx;

	return step(t,
		    (struct cff_step){.kind = CFF_CURVE,
				      .x1 = scaled(t, a->x),
				      .y1 = scaled(t, a->y),
				      .x2 = scaled(t, b->x),
				      .y2 = scaled(t, b->y)},
		    to);
}

/* A quadratic curve as the cubic one that it is. */
static int conic_to(const FT_Vector *c, const FT_Vector *to, void *ctx)
{
	struct tracing *t = ctx;
	FT_Vector a = {t->at.x + (c->x - t->at.x) * 2 / 3, t->at.y + (c->y - t->at.y) * 2 / 3};
	FT_Vector b = {to->x + (c->x - to->x) * 2 / 3, to->y + (c->y - to->y) * 2 / 3};

	return cubic_to(&a, &b, to, ctx);
}

struct cff_glyph paper_faces_outline(struct paper_faces *f, uint16_t font, uint16_t glyph, arena *mem)
{
	static const FT_Outline_Funcs funcs = {move_to, line_to, conic_to, cubic_to, 0, 0};
	FT_Face face = opened(f, &f->fonts[font]);
	struct tracing t = {.units = face && face->units_per_EM ? face->units_per_EM : FULL};
	struct cff_glyph ret = {.advance = FULL};

	if (!face || FT_Load_Glyph(face, glyph, FT_LOAD_NO_SCALE | FT_LOAD_NO_HINTING) != 0 ||
	    face->glyph->format != FT_GLYPH_FORMAT_OUTLINE)
		return ret;
	if (!f->scratch)
		f->scratch = arena_new(f->mem, struct cff_step, STEPS_MOST);
	t.steps = f->scratch;
	(void)FT_Outline_Decompose(&face->glyph->outline, &funcs, &t);
	struct cff_step *steps = arena_new(mem, struct cff_step, t.n + 1);

	for (size_t i = 0; i < t.n; i++)
		steps[i] = t.steps[i];
	ret = (struct cff_glyph){scaled(&t, face->glyph->metrics.horiAdvance), steps, t.n};
	return ret;
}

str paper_faces_fallbacks(const struct paper_faces *f, arena *mem)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 1u << 14);
	for (size_t face = 0; face < PAPER_FACE_COUNT; face++) {
		const struct font *font = f->main[face] ? &f->fonts[f->main[face] - 1] : NULL;

		if (!font || !font->wanted)
			continue;
		bool own = false;

		for (size_t i = 0; i < 4 && names[face][i]; i++)
			own = own || names[face][i] == font->wanted;
		if (!own)
			buf_printf(&b, "%s: %s%s\n", names[face][0], font->wanted + font->bold,
				   font->bold ? _(" (thickened)") : "");
	}
	for (size_t i = 0; i < f->missing_count; i++)
		buf_printf(&b, _("no font here has U+%04X: 〓 stands there\n"), f->missing[i]);
	return arena_str(mem, buf_str(&b));
}

int paper_faces_open(arena *mem, struct paper_faces **ret, err *e)
{
	struct paper_faces *f = arena_new(mem, struct paper_faces, 1);
	struct hit h;

	f->mem = mem;
	map_init(&f->cache, CACHED_MOST, 0);
	*ret = f;
	if (!FcInit() || FT_Init_FreeType(&f->ft) != 0)
		return err_set(e, E_NOTFOUND, _("fontconfig or FreeType cannot start"));
	if (!look(f, PAPER_FANGSONG, U'查', &h))
		return err_set(e, E_NOTFOUND,
			       _("no font with Chinese characters is installed (Debian: fonts-arphic-gbsn00lp "
				 "fonts-arphic-gkai00mp fonts-wqy-zenhei)"));
	return 0;
}

static void paper_faces_close(struct paper_faces *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->n; i++) {
		if (f->fonts[i].face)
			FT_Done_Face(f->fonts[i].face);
	}
	if (f->ft)
		FT_Done_FreeType(f->ft);
	map_release(&f->cache);
	f->ft = NULL;
	f->n = 0;
}

void paper_faces_auto(struct paper_faces **f)
{
	paper_faces_close(*f);
	*f = NULL;
}
