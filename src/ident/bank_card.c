/*
 * Issuers' beginnings, collected from public lists of 2015 to 2023 (the card association's own table is not public and was not
 * read). UnionPay gives 620 to 623, 625 and 628 to issuers in blocks so dense that the third digit and the length decide; what
 * older cards have under other schemes' beginnings is listed one by one.
 */
#include "ident/bank_card.h"

#include "base/digits.h"

#include "ident/luhn.h"

/* Six digits of cards of Chinese issuers that do not begin with 62. Sorted. */
static const uint32_t sixteen[] = {
	356390, 356391, 356392, 356827, 356828, 356829, 356830, 356833, 356835, 356837, 356838, 356839, 356840, 356850,
	356851, 356852, 356856, 356857, 356858, 356859, 356868, 356869, 356879, 356880, 356881, 356882, 356885, 356886,
	356887, 356888, 356889, 356890, 356895, 356896, 356899, 400360, 402658, 402673, 402674, 402791, 403361, 403391,
	403392, 403393, 404117, 404118, 404119, 404120, 404121, 404157, 404158, 404159, 404171, 404172, 404173, 404174,
	404738, 404739, 406252, 406254, 406365, 406366, 407405, 409665, 409666, 409667, 409668, 409669, 409670, 409671,
	409672, 410062, 412962, 412963, 415599, 415752, 415753, 421317, 421349, 421393, 421865, 421869, 421870, 421871,
	422160, 422161, 425862, 427010, 427018, 427019, 427020, 427028, 427029, 427030, 427038, 427039, 427062, 427064,
	427570, 427571, 428911, 433666, 433667, 433668, 433669, 433670, 433671, 433680, 434061, 434062, 434910, 435744,
	435745, 436718, 436728, 436738, 436745, 436748, 436768, 436769, 436770, 436771, 438088, 438125, 438126, 438588,
	438600, 439188, 439225, 439226, 439227, 442729, 442730, 451289, 451290, 451804, 451810, 451811, 453242, 456418,
	458060, 458071, 458123, 458124, 458441, 461982, 463758, 464580, 464581, 468203, 472067, 472068, 479228, 479229,
	481699, 483536, 486466, 486493, 486494, 486497, 486861, 487013, 489592, 489734, 489735, 489736, 491031, 491032,
	491033, 491034, 491035, 491036, 491037, 491038, 493427, 498451, 512315, 512316, 512411, 512412, 512425, 512431,
	512466, 513685, 514027, 514906, 514957, 514958, 515672, 517636, 517650, 518212, 518364, 518377, 518378, 518379,
	518474, 518475, 518476, 518710, 518718, 519412, 519413, 519498, 520082, 520083, 520108, 520131, 520152, 520169,
	520194, 520382, 521302, 521899, 522001, 522964, 523036, 523952, 523959, 524011, 524031, 524047, 524070, 524090,
	524091, 524094, 524374, 524864, 524865, 525498, 525745, 525746, 525998, 526410, 526836, 526855, 527414, 528020,
	528057, 528708, 528709, 528856, 528931, 528948, 530970, 530990, 531659, 531693, 532450, 532458, 539867, 539868,
	541709, 541710, 543098, 543159, 544033, 544210, 544243, 544887, 545217, 545392, 545393, 545431, 545447, 545619,
	545620, 545621, 545623, 545947, 545948, 547766, 548259, 548478, 548738, 548838, 548844, 548943, 549633, 550213,
	552245, 552288, 552398, 552534, 552587, 552599, 552742, 552794, 552801, 552853, 553131, 553161, 556610, 556617,
	557080, 558360, 558730, 558868, 558869, 558894, 558895, 558916, 559051, 602907, 602969, 940012, 940018, 940022,
	940023, 940040, 940050, 940051, 940061, 940076, 955590, 955591, 955592, 955593, 968807, 968808, 968809, 984301,
	984303, 998800, 998801, 998802, 999999,
};
static const uint32_t nineteen[] = {
	436742, 456351, 589970, 601382, 603445, 685800, 900000, 900010, 921000,
	940001, 940016, 940027, 940039, 940046, 940062, 940071, 955100,
};

static unsigned head(str digits, size_t n)
{
	unsigned v = 0;

	for (size_t i = 0; i < n; i++)
		v = v * 10 + (unsigned)(digits.p[i] - '0');
	return v;
}

static bool listed(const uint32_t *list, size_t n, uint32_t six)
{
	size_t from = 0;

	while (from < n) {
		size_t middle = from + (n - from) / 2;

		if (list[middle] == six)
			return true;
		if (list[middle] < six)
			from = middle + 1;
		else
			n = middle;
	}
	return false;
}

/* Ranges of the schemes with their lengths. */
static bool scheme(str d)
{
	unsigned four = head(d, 4);

	switch (d.p[0]) {
	case '6':
		return d.p[1] == '2' && d.n >= 16;
	case '4':
		return d.n == 16;
	case '5':
		return d.n == 16 && four >= 5100 && four <= 5599;
	case '2':
		return d.n == 16 && four >= 2221 && four <= 2720;
	case '3':
		return (d.n == 16 && four >= 3528 && four <= 3589) ||
		       (d.n == 15 && (four / 100 == 34 || four / 100 == 37)) ||
		       (d.n == 14 && (four / 100 == 36 || four / 100 == 38 || (four >= 3000 && four <= 3059)));
	default:
		return false;
	}
}

static bool issuer(str d)
{
	if (d.p[0] == '6' && d.p[1] == '2') {
		/* Debit and prepaid cards of all lengths; 624 with 18; credit cards have 16. */
		if (d.p[2] <= '3')
			return d.n >= 16;
		return d.p[2] == '4' ? d.n == 18 : (d.p[2] == '5' || d.p[2] == '8') && d.n == 16;
	}
	if (d.n == 16)
		return listed(sixteen, ARRAY_LEN(sixteen), head(d, 6));
	if (d.n == 19)
		return listed(nineteen, ARRAY_LEN(nineteen), head(d, 6)) || head(d, 4) == 9558 || head(d, 4) == 9559;
	/* American Express of four banks. */
	return d.n == 15 && (head(d, 4) == 3702 || head(d, 4) == 3747 || head(d, 4) == 3771 || head(d, 4) == 3769);
}

enum bank_card bank_card_judge(str digits)
{
	if (digits.n < BANK_CARD_LEAST || digits.n > BANK_CARD_MOST)
		return BANK_CARD_NONE;
	if (!str_is_digits(digits))
		return BANK_CARD_NONE;
	bool known = issuer(digits);

	if (!known && !scheme(digits))
		return BANK_CARD_NONE;
	if (!luhn_valid(digits))
		return known ? BANK_CARD_WRONG : BANK_CARD_NONE;
	return known ? BANK_CARD_ISSUER : BANK_CARD_SCHEME;
}

bool bank_card_example(str digits)
{
	static const str examples[] = {
		STR_INIT("6222021234567890"), STR_INIT("6222020200112233445"), STR_INIT("4111111111111111"),
		STR_INIT("4242424242424242"), STR_INIT("5555555555554444"),    STR_INIT("5105105105105100"),
		STR_INIT("4012888888881881"), STR_INIT("378282246310005"),     STR_INIT("371449635398431"),
		STR_INIT("4000000000000002"), STR_INIT("6200000000000005"),    STR_INIT("3530111333300000"),
		STR_INIT("3566002020360505"), STR_INIT("5200828282828210"),    STR_INIT("6250947000000014"),
	};

	/* By their last two digits most cards are none of them. */
	static const bool last[100] = {[0] = true,  [2] = true,  [5] = true,  [10] = true, [11] = true, [14] = true,
				       [31] = true, [42] = true, [44] = true, [45] = true, [81] = true, [90] = true};

	if (digits.n < BANK_CARD_LEAST || !last[head(str_from(digits, digits.n - 2), 2)])
		return false;
	for (size_t i = 0; i < ARRAY_LEN(examples); i++)
		if (str_eq(digits, examples[i]))
			return true;
	return false;
}
