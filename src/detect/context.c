/* What the words around a value, or the name of its column, say of it. The nearest word counts: in "手机订单 138…" it is an order,
 * in "订单收货人手机 138…" a telephone. */
#include "detect/candidate.h"
#include "detect/word.h"
#include "ident/person_name.h"

#define PLAIN_MOST ((size_t)256)
#define NEAR ((size_t)40)  /* bytes: as good as next to it */
#define CLOSE ((size_t)18) /* behind a value a word must be this close */
#define LOOKS_MOST 55      /* a failed exact test is never sure, whatever is said around it */
#define AGAINST 32
#define PERSON 34              /* of a name that ends like one who does something */
#define PERSON_BEFORE 26       /* a word for a person before a telephone number */
#define STEM_LEAST ((size_t)4) /* letters of a name */
#define STEM_MOST ((size_t)32)
#define OTHER (-17)            /* of a column's name: a number of another kind */
#define OTHER_MOST ((size_t)9) /* bytes between a word of another kind and the value that it speaks against */
#define NUMBERED_CODE (-19)    /* likewise, of a program's name, for identity numbers */
#define NUMBERED (-18)         /* of a column's name: some number */

/* ---- names of columns ---- */

/* Letters and digits that a name has besides its words: user_phone_1, t_phone. */
static bool is_filling(str s)
{
	size_t letters = 0;

	for (size_t i = 0; i < s.n; i++)
		letters += s.p[i] != '_' && !byte_is_digit(s.p[i]);
	return letters <= 1;
}

static bool is_device_word(const struct word *w)
{
	static const enum kind kinds[] = {KIND_MOBILE, KIND_LANDLINE, KIND_BANK_CARD, KIND_IMEI, KIND_IMSI,
					  KIND_ICCID,  KIND_VIN,      KIND_EMAIL,     KIND_PLATE};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (w->kinds[0] == kinds[i])
			return true;
	return false;
}

static void apply(const struct word *w, int8_t ret[static KIND_COUNT])
{
	for (size_t i = 0; i < KIND_COUNT; i++)
		ret[i] = 0;
	if (w->points < 0) {
		for (size_t i = 0; i < KIND_COUNT; i++)
			ret[i] = w->points;
		return;
	}
	/* A telephone's or a device's number is no identity number, and no card's. */
	if (w->points >= 40 && is_device_word(w))
		ret[KIND_ID18] = ret[KIND_RESIDENCE_PERMIT] = ret[KIND_FOREIGNER_CARD] = ret[KIND_USCC] =
			ret[KIND_BANK_CARD] = OTHER;
	for (size_t i = 0; i < WORD_KINDS && w->kinds[i]; i++)
		ret[w->kinds[i]] = w->points;
}

/* A name of one word that says little by itself ("name") says more when it stands alone. */
static const struct word *whole(str plain)
{
	const struct word *w = word_at(plain, 0, WORD_WHOLE);

	if (!w && plain.n > 2 && plain.p[1] == '_')
		return (w = word_at(str_from(plain, 2), 0, WORD_WHOLE)) && w->text.n == plain.n - 2 ? w : NULL;
	return w && is_filling(str_from(plain, w->text.n)) ? w : NULL;
}

/* A word that says how the thing before is written or kept, not that it is another. */
static bool describes(const struct word *w, const struct word *of)
{
	static const enum kind traits[] = {KIND_GENDER,    KIND_ETHNICITY,   KIND_MARRIAGE,
					   KIND_EDUCATION, KIND_NATIONALITY, KIND_RELIGION,
					   KIND_PARTY,     KIND_OCCUPATION,  KIND_BIRTH_DATE};
	static const enum kind accounts[] = {KIND_QQ, KIND_WECHAT, KIND_WEIBO, KIND_ALIPAY};
	static const enum kind cards[] = {KIND_SOCIAL_CARD, KIND_ICCID, KIND_OFFICER_CARD, KIND_RESIDENCE_PERMIT,
					  KIND_FOREIGNER_CARD};

	for (size_t i = 0; w->points < 0 && i < ARRAY_LEN(traits); i++)
		if (of->kinds[0] == traits[i])
			return true;
	for (size_t i = 0; i < ARRAY_LEN(accounts); i++)
		if (of->kinds[0] == accounts[i] && word_is_of(w, KIND_BANK_CARD))
			return true;
	for (size_t i = 0; i < ARRAY_LEN(cards); i++)
		if (word_is_of(of, cards[i]) && w->kinds[0] == KIND_BANK_CARD)
			return true;
	return false;
}

/* 护照编号, permit_id: the number of what the word before says; with telephones and cards it may be a number of their own
 * (手机编号, card_id). */
static bool is_number_of(const struct word *w, const struct word *of)
{
	/* 民族名称, 学历类型, gender_code, QQ账号, 社保卡卡号. */
	if (of && of->points > 0 && describes(w, of))
		return true;
	static const str numbers[] = {STR_INIT("编号"),   STR_INIT("bh"),   STR_INIT("no"),
				      STR_INIT("id"),     STR_INIT("号"),   STR_INIT("num"),
				      STR_INIT("number"), STR_INIT("code"), STR_INIT("sn")};

	if (!of || of->points <= 0 || w->points > 0 || word_is_of(of, KIND_MOBILE) || word_is_of(of, KIND_BANK_CARD) ||
	    word_is_of(of, KIND_NAME) || word_is_of(of, KIND_ADDRESS) || word_is_of(of, KIND_EMAIL))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		if (str_eq(w->text, numbers[i]))
			return true;
	return false;
}

/* 手机号票据号, phone_bill_no: behind the word another, unknown one of a number. */
static bool ends_as_number(str tail)
{
	static const str ends[] = {STR_INIT("号"),   STR_INIT("单"),    STR_INIT("流水"), STR_INIT("_no"),
				   STR_INIT("_sn"),  STR_INIT("_code"), STR_INIT("_id"),  STR_INIT("批次"),
				   STR_INIT("_ref"), STR_INIT("_uuid"), STR_INIT("_seq"), STR_INIT("_count"),
				   STR_INIT("_flag")};

	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		if (str_ends(tail, ends[i]) && tail.n > ends[i].n + 2)
			return true;
	return str_eq(tail, STR("_ref")) || str_eq(tail, STR("_uuid")) || str_eq(tail, STR("_seq"));
}

static bool ends_with_person(str s)
{
	static const str ends[] = {STR_INIT("人"),   STR_INIT("员"),   STR_INIT("者"), STR_INIT("主"),
				   STR_INIT("师傅"), STR_INIT("医生"), STR_INIT("师")};

	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		if (str_ends(s, ends[i]))
			return true;
	return false;
}

/* khsfzh, cxkh, jtdz: initials of Chinese words without a break (no vowels among them); the last of them tell. */
static const struct word *pinyin(str plain, size_t behind)
{
	static const str ends[] = {STR_INIT("sfzhm"), STR_INIT("sfzh"), STR_INIT("sjhm"), STR_INIT("sjh"),
				   STR_INIT("yhkh"),  STR_INIT("zjhm"), STR_INIT("lxdh"), STR_INIT("kh"),
				   STR_INIT("xm"),    STR_INIT("dz"),   STR_INIT("mm"),   STR_INIT("dh")};
	static const str words[] = {STR_INIT("sfzhm"), STR_INIT("sfzh"), STR_INIT("sjhm"), STR_INIT("sjh"),
				    STR_INIT("yhkh"),  STR_INIT("zjhm"), STR_INIT("lxdh"), STR_INIT("yhkh"),
				    STR_INIT("xm"),    STR_INIT("lxdz"), STR_INIT("dlmm"), STR_INIT("lxdh")};
	size_t from = plain.n;

	while (from && plain.p[from - 1] >= 'a' && plain.p[from - 1] <= 'z' &&
	       str_find_byte(STR("aeiou"), plain.p[from - 1]) == 5)
		from--;
	str initials = str_from(plain, from);

	if (from < behind || initials.n < 4 || initials.n > 9 || (from && plain.p[from - 1] != '_'))
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		if (str_ends(initials, ends[i]))
			return word_at(words[i], 0, WORD_NAME);
	return NULL;
}

/* gdbh, khlsh, ajbh: initials of an unknown word and of 编号, 流水号, 序号, 单号. Of the vowels only a, e and o begin syllables. */
static bool is_numbered_initials(str plain)
{
	static const str ends[] = {STR_INIT("bh"), STR_INIT("lsh"), STR_INIT("xh"), STR_INIT("dh"), STR_INIT("pch")};
	size_t vowels = 0;
	size_t from = plain.n;

	while (from && plain.p[from - 1] >= 'a' && plain.p[from - 1] <= 'z')
		from--;
	str last = str_from(plain, from);

	if ((from && (byte_is_digit(plain.p[from - 1]) || plain.p[from - 1] >= 0x80)) || last.n > 8)
		return false;
	for (size_t i = 0; i < last.n; i++) {
		if (last.p[i] == 'i' || last.p[i] == 'u')
			return false;
		vowels += str_find_byte(STR("aeo"), last.p[i]) < 3;
	}
	for (size_t i = 0; vowels <= 1 && i < ARRAY_LEN(ends); i++)
		if (last.n > ends[i].n && str_ends(last, ends[i]))
			return true;
	return false;
}

void context_name(str name, int8_t ret[static KIND_COUNT])
{
	uint8_t space[PLAIN_MOST];
	str plain = {space, word_plain(str_sub(name, 0, 160), space, sizeof(space))};
	const struct word *last = NULL;
	size_t behind = 0; /* the last word */

	for (size_t i = 0; i < KIND_COUNT; i++)
		ret[i] = 0;
	/* The word that ends last; they overlap: order_id and id_no in order_id_no. */
	for (size_t at = 0; at < plain.n; at++) {
		const struct word *w = word_at(plain, at, WORD_NAME);

		if (w && at + w->text.n > behind) {
			/* 社会保障卡 and 卡号 in 社会保障卡号: what began before. */
			bool within = last && last->points > 0 && at < behind;

			last = within || (at <= behind + 1 && is_number_of(w, last)) ? last : w;
			behind = at + w->text.n;
		}
	}
	const struct word *alone = whole(plain);
	const struct word *initials = behind < plain.n ? pinyin(plain, behind) : NULL;

	/* invoice_usermobile, pr_card_number: what its last parts say. */
	if (!alone && !initials && behind < plain.n)
		initials = word_stem(str_from(plain, behind));
	else if (!alone && !initials && last && last->kinds[0] == KIND_BANK_CARD && last->text.p[0] < 0x80)
		initials = word_stem(plain);
	if (alone || initials)
		last = alone ? alone : initials;
	behind = initials ? plain.n : behind;
	/* 工单处理人, 创建人, 操作员: somebody who does what the words before say. */
	if ((!last || behind < plain.n) && ends_with_person(str_from(plain, behind))) {
		ret[KIND_NAME] = PERSON;
		return;
	}
	if (last && last->points > 0 && !alone && ends_as_number(str_from(plain, behind)))
		last = NULL;
	if (last) {
		apply(last, ret);
		/* Many are called by their number there: 微信：138…, "username":"138…". */
		if (word_is_of(last, KIND_WECHAT) || word_is_of(last, KIND_ALIPAY) ||
		    (word_is_of(last, KIND_NAME) && last->points < 40))
			ret[KIND_MOBILE] = ret[KIND_MOBILE] > PERSON_BEFORE ? ret[KIND_MOBILE] : PERSON_BEFORE;
		return;
	}
	/* member_no, batch_code, 合约号: numbers of something else, as a rule. */
	if (str_ends(plain, STR("_no")) || str_ends(plain, STR("_sn")) || str_ends(plain, STR("_code")) ||
	    str_ends(plain, STR("_id")) || str_ends(plain, STR("号")) || str_ends(plain, STR("码")) ||
	    is_numbered_initials(plain))
		for (size_t i = 0; i < KIND_COUNT; i++)
			ret[i] = NUMBERED;
	/* case_no, gdbh: one number under it may be a region, a day and a sequence. Where several stand so and pass, they speak for each
	 * other (find_habit.c). */
	if (ret[KIND_ID18] == NUMBERED && plain.p[plain.n - 1] < 0x80)
		ret[KIND_ID18] = NUMBERED_CODE;
}

bool context_is_name(str text)
{
	int8_t scores[KIND_COUNT];
	bool known = false;

	text = str_trim(text);
	if (!text.n || text.n > 60)
		return false;
	context_name(text, scores);
	for (size_t k = 0; k < KIND_COUNT; k++)
		known = known || scores[k] > 0;
	return known;
}

/* ---- words before and behind ---- */

struct near {
	const struct word *word; /* the nearest */
	size_t distance;         /* from its end to the value */
	bool spent;              /* another value stands between */
	bool own;                /* a name of its own, with a sign, stands between */
	bool numbered;           /* an unknown "…号", "…码" stands directly before the value */
	bool code;               /* likewise, of a program */
	int also;                /* points of the kind by words farther off */
};

/* Six digits in a row: a value that has taken the words before it. */
static bool has_value(str s)
{
	size_t run = 0;

	for (size_t i = 0; i < s.n; i++) {
		run = byte_is_digit(s.p[i]) ? run + 1 : 0;
		if (run >= 6)
			return true;
	}
	return false;
}

/* Before the '<' of the tag that ends at `end`. */
static size_t tag_open(str plain, size_t end)
{
	size_t at = end;

	while (at && plain.p[at - 1] != '<')
		at--;
	return at ? at - 1 : end;
}

/* Where the name that stands directly before a value ends: before signs, quotes and brackets; in ("name", "value") before the comma,
 * in <th>name</th><td> before the tags; else a tag is the name itself. */
static size_t name_end(str plain)
{
	size_t end = plain.n;

	if (end && plain.p[end - 1] == '>') {
		size_t open = tag_open(plain, end);
		str tag = str_from(plain, open + 1);

		if (!str_starts(tag, STR("td")) && !str_starts(tag, STR("dd")) && !str_starts(tag, STR("span")))
			return end - 1;
		return open && plain.p[open - 1] == '>' ? tag_open(plain, open) : open;
	}
	while (end && str_find_byte(STR(":=_\"#'[(,"), plain.p[end - 1]) < 9)
		end--;
	return end;
}

/* 合约号：, 校验码=, 档号, case_no, ajbh … that no word of the list covers. */
static bool numbered(str plain, size_t distance)
{
	size_t end = name_end(plain);
	str before = str_sub(plain, 0, end);

	return (str_ends(before, STR("号")) || str_ends(before, STR("码")) || str_ends(before, STR("_no")) ||
		str_ends(before, STR("_sn")) || str_ends(before, STR("_code")) || is_numbered_initials(before)) &&
	       !str_ends(before, STR("号码")) && distance > plain.n - end + 3;
}

/* 请求 remark=, 处理 值:, "batch":"x","val":", <batch>x</batch><val>: between the word and the value stands another name. */
static bool has_own_name(str between)
{
	size_t end = name_end(between);
	bool sign = false;
	size_t from = end;

	for (size_t i = end; i < between.n; i++)
		sign = sign || between.p[i] == ':' || between.p[i] == '=' || between.p[i] == '>';
	while (from && (byte_is_alnum(between.p[from - 1]) || between.p[from - 1] >= 0x80))
		from--;
	return sign && end > from && from > 0;
}

/* No word of the list ends the name next to the value: it may say something by its parts. */
static void look_stem(str plain, struct near *n)
{
	size_t end = plain.n;

	while (end && !byte_is_alnum(plain.p[end - 1]) && plain.p[end - 1] < 0x80)
		end--;
	size_t from = end;

	while (from && end - from < STEM_MOST && (byte_is_alnum(plain.p[from - 1]) || plain.p[from - 1] == '_'))
		from--;
	if (end - from < STEM_LEAST || plain.n - end > CLOSE || !byte_is_alpha(plain.p[end - 1]))
		return;
	const struct word *w = word_stem(str_sub(plain, from, end - from));

	if (w && end > plain.n - n->distance) {
		n->word = w;
		n->distance = plain.n - end;
	}
}

static struct near look_before(str before, enum kind k)
{
	uint8_t space[PLAIN_MOST];
	str plain = {space, word_plain(before, space, sizeof(space))};
	struct near n = {.distance = plain.n};

	for (size_t at = 0; at < plain.n; at++) {
		const struct word *w = word_at(plain, at, WORD_TEXT);
		size_t text = w ? w->text.n : 0;
		size_t end = 0;

		if (!w || (n.word && at + w->text.n <= plain.n - n.distance))
			continue;
		bool within = n.word && n.word->points > 0 && at < plain.n - n.distance;

		if (within || (n.word && at <= plain.n - n.distance + 1 && is_number_of(w, n.word)))
			w = n.word;
		else if (n.word && word_is_of(n.word, k))
			n.also = n.word->points;
		end = at + text;
		n.word = w;
		n.distance = plain.n - end;
	}
	if (plain.n && (!n.word || n.distance > 1))
		look_stem(plain, &n);
	n.numbered = numbered(plain, n.distance);
	n.code = n.numbered && plain.p[name_end(plain) - 1] < 0x80;
	n.own = n.word && has_own_name(str_from(plain, plain.n - n.distance));
	if (n.word)
		n.spent = has_value(str_from(plain, plain.n - n.distance));
	return n;
}

/* A word behind a value belongs to it in "138… (手机)", to the next in "138… 身份证：440…". */
static int look_after(str after, enum kind k)
{
	uint8_t space[PLAIN_MOST];
	str plain = {space, word_plain(str_sub(after, 0, 64), space, sizeof(space))};

	for (size_t at = 0; at < plain.n && at <= CLOSE; at++) {
		const struct word *w = word_at(plain, at, WORD_TEXT);

		if (!w)
			continue;
		str rest = str_from(plain, at + w->text.n);
		bool label = str_starts(rest, STR(":")) || str_starts(rest, STR("=")) || str_starts(rest, STR("\"")) ||
			     str_starts(rest, STR("为")) || str_starts(rest, STR("是")) || str_starts(rest, STR("_"));

		if (label || (rest.n && byte_is_digit(rest.p[0])))
			return 0;
		return word_is_of(w, k) ? w->points * 2 / 3 : 0;
	}
	return 0;
}

static bool speaks_of_person(const struct word *w)
{
	return word_is_of(w, KIND_NAME) || word_is_of(w, KIND_WECHAT) || word_is_of(w, KIND_ALIPAY);
}

/* 张三 138…: the whole of what stands before is a name. */
static bool name_before(str before)
{
	size_t end = before.n;

	while (end && before.p[end - 1] == ' ')
		end--;
	size_t from = end;

	while (from >= 3 && from + 15 > end && before.p[from - 3] >= 0xe4 && before.p[from - 3] <= 0xe9)
		from -= 3;
	str name = str_sub(before, from, end - from);

	return end < before.n && name.n >= 6 && (!from || before.p[from - 1] < 0x80) && person_name_alone(name) &&
	       !word_whole(name);
}

/* user:138…, /user/138…/, 138… 登录: whoever signs in with it. */
static int score_user(str before, str after, unsigned why)
{
	static const str acts[] = {STR_INIT("登录"), STR_INIT("登陆"), STR_INIT("注册"),
				   STR_INIT("绑定"), STR_INIT("来电"), STR_INIT("下单")};
	size_t at = 0;
	size_t end = before.n;

	while (at < after.n && at < 4 && str_find_byte(STR("]) \"'"), after.p[at]) < 5)
		at++;
	for (size_t i = 0; !(why & FIND_WHY_JOINED) && i < ARRAY_LEN(acts); i++)
		if (str_starts(str_from(after, at), acts[i]))
			return PERSON_BEFORE;
	if (!(why & FIND_WHY_JOINED) && name_before(before))
		return PERSON_BEFORE;
	while (end && before.n - end < 4 && str_find_byte(STR(":=/\"'[( "), before.p[end - 1]) < 8)
		end--;
	str name = str_sub(before, 0, end);
	size_t user = str_iends(name, STR("user")) ? 4 : str_iends(name, STR("users")) ? 5 : 0;

	if (!user || end == before.n || (end > user && byte_is_alnum(before.p[end - user - 1])))
		return 0;
	return why & FIND_WHY_JOINED ? PERSON_BEFORE + 20 : PERSON_BEFORE;
}

static int score_before(const struct near *n, enum kind k, bool exact, unsigned *why)
{
	int far = n->distance > NEAR;

	if (n->numbered) {
		*why |= FIND_WHY_AGAINST;
		/* The word is not known, the check digit is right; as with a column's name. */
		return !exact ? -AGAINST + 8 : n->code && k == KIND_ID18 ? NUMBERED_CODE : -AGAINST / 3;
	}
	if (!n->word)
		return 0;
	if (word_is_of(n->word, k)) {
		*why |= FIND_WHY_BEFORE;
		/* /user/phone/135…, phone_135…: what touches it is its name. */
		if ((*why & FIND_WHY_JOINED) && n->distance <= 1)
			return n->word->points + 20;
		return n->spent ? n->word->points / 2 : far ? n->word->points * 7 / 10 : n->word->points;
	}
	if (n->spent)
		return n->also / 2;
	if (n->word->points < 0 && n->own)
		return exact ? 0 : -AGAINST / 3;
	if (n->word->points < 0) {
		*why |= FIND_WHY_AGAINST;
		return (far ? -AGAINST / 2 : -AGAINST) + (n->also ? 5 : 0);
	}
	/* Who it is or how he is called stands before a telephone number too: 联系人：宋思（135…）, 微信 135…. */
	if (k == KIND_MOBILE && !far && n->word->points >= 22 && speaks_of_person(n->word)) {
		*why |= FIND_WHY_BEFORE;
		return PERSON_BEFORE;
	}
	/* A word of another kind: its value may be this one, or the words of several stand before their values. */
	if (n->also) {
		*why |= FIND_WHY_BEFORE;
		return n->also * 7 / 10;
	}
	/* Unless it is a sentence's: 传真件里只有622…. */
	if (!far && n->word->points >= 42 && !(exact && n->distance > OTHER_MOST && !n->own)) {
		*why |= FIND_WHY_AGAINST;
		return exact ? -AGAINST / 3 : -AGAINST / 2;
	}
	return 0;
}

/* What tells itself (secrets, addresses, a value that was found behind its label) is not judged by words around it. */
static bool sways(const struct hit *h)
{
	return kind_infos[h->kind].group != KIND_GROUP_SECRET && h->kind != KIND_EMAIL && h->kind != KIND_ADDRESS &&
	       h->kind != KIND_PLATE && !(h->why & FIND_WHY_BEFORE);
}

static uint8_t limited(const struct hit *h, int score)
{
	if (h->validity == KIND_LOOKS && score > LOOKS_MOST)
		score = LOOKS_MOST;
	return (uint8_t)(score < 1 ? 1 : score > 99 ? 99 : score);
}

uint8_t context_score(const struct hit *h, str before, str after, const int8_t *column, unsigned *why)
{
	int score = h->base;
	int named = column ? column[h->kind] : 0;

	/* A value in a column of its kind, or without anything near it. */
	if (named > 0 || (!named && !before.n && !after.n)) {
		*why |= named > 0 ? FIND_WHY_COLUMN : 0;
		return limited(h, score + named);
	}
	bool sway = sways(h);
	bool exact = h->validity == KIND_VALID && kind_infos[h->kind].check == KIND_CHECK_EXACT;

	/* A name that only ends like a number's. */
	if (exact && named == NUMBERED)
		named /= 2;
	if (named && sway) {
		*why |= FIND_WHY_AGAINST;
		score += named;
	}
	if (sway && (before.n || after.n)) {
		struct near n = look_before(before, h->kind);
		int words = score_before(&n, h->kind, exact, why);

		if (words <= 0) {
			int behind = look_after(after, h->kind);

			if (behind > 0)
				*why |= FIND_WHY_AFTER;
			words += behind;
		}
		if (!words && h->kind == KIND_MOBILE && (words = score_user(before, after, h->why)) > 0)
			*why |= FIND_WHY_BEFORE;
		score += words;
	}
	return limited(h, score);
}
