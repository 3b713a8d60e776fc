/* Identity documents other than the resident card, codes of organisations, terminals, vehicles, telephones. */
#include "ident/document.h"
#include "ident/landline.h"
#include "ident/org_code.h"
#include "ident/plate.h"
#include "ident/terminal.h"
#include "ident/vin.h"
#include "test/tap.h"

static void test_documents(void)
{
	is_int(document_hong_kong(STR("A1234563")), DOCUMENT_RIGHT, "Hong Kong: the form's own example");
	is_int(document_hong_kong(STR("A1234564")), DOCUMENT_WRONG, "wrong check digit");
	is_int(document_hong_kong(STR("AB9876543")), DOCUMENT_RIGHT, "two letters");
	is_int(document_hong_kong(STR("12345678")), DOCUMENT_NONE, "no letter");
	is_int(document_hong_kong(STR("A123456")), DOCUMENT_NONE, "no check digit");
	is_int(document_hong_kong(STR("")), DOCUMENT_NONE, "nothing");
	is_int(document_taiwan(STR("A123456789")), DOCUMENT_RIGHT, "Taiwan: the form's own example");
	is_int(document_taiwan(STR("A123456788")), DOCUMENT_WRONG, "wrong check digit");
	is_int(document_taiwan(STR("A323456789")), DOCUMENT_NONE, "3 is no sex");
	is_int(document_taiwan(STR("")), DOCUMENT_NONE, "nothing");
	ok(document_macau(STR("12345678")) && !document_macau(STR("22345678")), "Macau: 1, 5, 7");
	ok(document_passport(STR("E12345678")) && document_passport(STR("EA1234567")) &&
		   document_passport(STR("G12345678")),
	   "ordinary passports");
	ok(document_passport(STR("SE1234567")) && document_passport(STR("D1234567")) &&
		   document_passport(STR("141234567")),
	   "official and old ones");
	ok(!document_passport(STR("EI1234567")) && !document_passport(STR("X12345678")) &&
		   !document_passport(STR("E1234567")),
	   "and what is none");
	ok(document_hk_permit(STR("H12345678")) && document_hk_permit(STR("M1234567801")) &&
		   document_hk_permit(STR("CA1234567")),
	   "permits");
	ok(!document_hk_permit(STR("H1234567")) && !document_hk_permit(STR("A12345678")), "and what is none");
	ok(document_taiwan_permit(STR("12345678")) && document_taiwan_permit(STR("L12345678")), "permits");
	ok(!document_taiwan_permit(STR("1234567")) && !document_taiwan_permit(STR("A12345678")), "and what is none");
}

static void test_codes(void)
{
	ok(org_code_valid(STR("D2143569X")), "the example of GB 11714");
	ok(!org_code_valid(STR("D21435690")) && !org_code_valid(STR("D2143569")) && !org_code_valid(STR("")), "others");
	ok(org_code_licence(STR("110108000000016")), "the example of GS 15");
	ok(!org_code_licence(STR("110108000000017")) && !org_code_licence(STR("99")), "others");
	is_int(vin_judge(STR("1M8GDM9AXKP042788")), VIN_RIGHT, "the example of the standard");
	is_int(vin_judge(STR("1M8GDM9A1KP042788")), VIN_WRONG, "wrong check digit");
	is_int(vin_judge(STR("1M8GDM9AXKP0427I8")), VIN_NONE, "I is none");
	is_int(vin_judge(STR("1M8GDM9AXKP04278")), VIN_NONE, "16");
	is_int(vin_judge(STR("11111111111111111")), VIN_NONE, "digits only are a number");
	ok(terminal_imei(STR("490154203237518")), "the example of the standard");
	ok(!terminal_imei(STR("490154203237519")) && !terminal_imei(STR("200154203237510")), "others");
	ok(terminal_imsi(STR("460001234567890")) && !terminal_imsi(STR("461001234567890")), "IMSI");
	is_int(terminal_iccid(STR("89860000000000000001")), TERMINAL_ICCID_RIGHT, "ICCID");
	is_int(terminal_iccid(STR("89860000000000000008")), TERMINAL_ICCID_WRONG, "wrong check digit");
	is_int(terminal_iccid(STR("89990000000000000008")), TERMINAL_ICCID_NONE, "another country's");
}

static void test_telephones(void)
{
	size_t area = 0;

	ok(landline_valid(STR("01062345678"), &area) && area == 3, "010");
	ok(landline_valid(STR("075523456789"), &area) && area == 4, "0755");
	ok(landline_valid(STR("05712345678"), &area) && area == 4, "seven digits");
	ok(!landline_valid(STR("01162345678"), &area), "011 is no area");
	ok(!landline_valid(STR("0755123456789"), &area), "too long");
	ok(!landline_valid(STR("075513456789"), &area), "a number does not begin with 1");
	ok(!landline_valid(STR(""), &area), "nothing");
	ok(landline_service(STR("4001234567")) && !landline_service(STR("4101234567")), "400");
}

static void test_plates(void)
{
	is_int(plate_length(STR("粤B12345")), 9, "plain");
	is_int(plate_length(STR("粤B·12345，")), 11, "with a dot");
	is_int(plate_length(STR("粤BD12345")), 10, "new energy");
	is_int(plate_length(STR("京A1234警")), 11, "police");
	is_int(plate_length(STR("粤Z1234澳")), 11, "Macau");
	is_int(plate_length(STR("粤BABCDE")), 0, "no digit");
	is_int(plate_length(STR("粤B1234")), 0, "too short");
	is_int(plate_length(STR("粤B12345678")), 0, "too long");
	is_int(plate_length(STR("双B12345")), 0, "no province");
	is_int(plate_length(STR("粤I12345")), 0, "I is no letter of plates");
	is_int(plate_length(STR("")), 0, "nothing");
}

int main(void)
{
	test_documents();
	test_codes();
	test_telephones();
	test_plates();
	return tap_done();
}
