"""negatives: families of what looks like personal data or a key and is none. Every method makes one text; FAMILIES says which kinds a find
there may rightly have, and whether a word of a person may stand before it without making it one."""
import base64
import datetime

import values
from values import DIGITS, HEX, LETTERS, LOWER, TODAY, id_check, luhn

WRONG_BINS = ("601100", "388888", "711111", "810050", "123456", "777777", "950000", "333333", "205550", "199901")


class Negatives(values.Values):
    def day(self, years=8):
        return self.date(TODAY - datetime.timedelta(days=365 * years), TODAY)

    def order_date_seq(self):
        return self.day().strftime("%Y%m%d") + self.r.choice(["", self.digits(2)]) + self.digits(self.r.choice([8, 10]))

    def county_date_seq(self):
        day = self.day() if self.r.random() < .6 else self.birth()
        return self.r.choice(values.CURRENT) + day.strftime("%Y%m%d") + self.digits(4)

    def merchant_date_seq(self):
        return self.r.choice(["10", "20", "88", "30"]) + self.digits(4) + self.day(4).strftime("%Y%m%d") + self.digits(self.r.choice([4, 5]))

    def snowflake(self):
        return str(self.r.randrange(10**17 * 2, 19 * 10**17))

    def moment(self):
        return self.r.randrange(1420000000, 1790000000)

    def epoch_s(self):
        return "%d" % self.moment()

    def epoch_ms(self):
        return "%d%s" % (self.moment(), self.digits(3))

    def epoch_us(self):
        return "%d%s" % (self.moment(), self.digits(6))

    def epoch_ns(self):
        return "%d%s" % (self.moment(), self.digits(9))

    def stamp(self):
        return datetime.datetime.fromtimestamp(self.moment()).strftime("%Y%m%d%H%M%S") + self.r.choice(["", self.digits(3)])

    def imei_number(self):
        return self.imei()[0]

    def iccid(self):
        return luhn("8986" + self.r.choice(["00", "01", "03", "04", "11"]) + self.digits(13))

    def imsi(self):
        return "460" + self.r.choice(["00", "01", "02", "03", "07", "11"]) + self.digits(10)

    def meid(self):
        return "A" + self.pick("0123456789ABCDEF", 13)

    def tracking(self):
        r = self.r
        return r.choice(["SF" + self.digits(13), "YT" + self.digits(13), "JD" + self.digits(13), "78" + self.digits(12), "43" + self.digits(11),
                         "99" + self.digits(10), "1" + self.digits(12)])

    def ean(self):
        body = self.r.choice(["69", "69", "45", "88"]) + self.digits(10) if self.r.random() < .7 else "169" + self.digits(10)
        total = sum(int(c) * (3 if i % 2 == 0 else 1) for i, c in enumerate(reversed(body)))
        return body + str(-total % 10)

    def isbn(self):
        body = "9787" + self.digits(8)
        total = sum(int(c) * (3 if i % 2 else 1) for i, c in enumerate(body))
        v = body + str(-total % 10)
        return v if self.r.random() < .5 else "978-7-%s-%s-%s" % (v[4:7], v[7:12], v[12])

    def phone_seq(self):
        return "1%s%s%s" % (self.r.choice("3578"), self.digits(1), "%08d" % self.r.randrange(10**8))

    def byte_count(self):
        return str(self.r.choice([2**34, 2**34 - 1, 2**34 + 4096, 16 * 10**9, 15 * 2**30, 13 * 2**30, 14 * 2**30, 17 * 2**30 // 4 * 4,
                                  18 * 10**9, 13500000000, 2**33 + 2**32, 4096 * self.r.randrange(3300000, 4600000)]))

    def decimal(self):
        return "%d.%s" % (self.r.randrange(0, 9999), self.digits(self.r.choice([11, 13, 15, 16, 18])))

    def coordinate(self):
        return "%d.%s,%d.%s" % (self.r.randrange(75, 134), self.digits(14), self.r.randrange(18, 53), self.digits(14))

    def scientific(self):
        return "%s.%se%s%02d" % (self.digits(1), self.digits(self.r.choice([11, 15, 17])), self.r.choice("+-"), self.r.randrange(1, 30))

    def hash(self):
        n = self.r.choice([32, 40, 64])
        body = self.pick(HEX, n)
        at = self.r.randrange(n - 19)
        digits = self.r.choice([self.plain_mobile(), self.plain_card(), self.id_card()[0].upper().replace("X", "4")])
        return (body[:at] + digits + body[at + len(digits):])[:n] if self.r.random() < .5 else body

    def uuid(self):
        if self.r.random() < .3:
            return "-".join(self.digits(n) for n in (8, 4, 4, 4, 12))
        last = self.plain_mobile() + self.pick(HEX, 1) if self.r.random() < .3 else self.pick(HEX, 12)
        return "-".join([self.pick(HEX, 8), self.pick(HEX, 4), "4" + self.pick(HEX, 3), self.r.choice("89ab") + self.pick(HEX, 3), last])

    def version(self):
        r = self.r
        return r.choice(["%d.%d.%d-%s" % (r.randrange(20), r.randrange(30), r.randrange(99), self.stamp()), "v%d.%d.%s" % (r.randrange(9), r.randrange(9), self.digits(11)),
                         "%s.%s" % (self.day().strftime("%Y.%m.%d"), self.digits(12))])

    def oid(self):
        return "1.2.156.%s.%d.%s.%s" % (self.digits(6), self.r.randrange(9), self.digits(11), self.digits(3))

    def seed(self):
        return self.pick(DIGITS[1:], 1) + self.digits(self.r.choice([10, 15, 17, 18]))

    def ip_version(self):
        return ".".join(str(self.r.randrange(999)) for _ in range(4))

    def sku(self):
        return self.pick("ABCDEFGH", 2) + self.digits(6) + self.pick(values.USCC_SIGNS, 10) if self.r.random() < .5 else self.pick(values.USCC_SIGNS, 18)

    def luhn_other(self):
        head = self.r.choice(WRONG_BINS)
        return luhn(head + self.digits(self.r.choice([9, 10, 12]) if head[0] != "3" else 12))

    def documentation(self):
        return self.r.choice(["11010119900101" + self.r.choice(["1234", "0011", "XXXX", "xxxx", "8888"]), "13800138000", "6222021234567890", "AKIAIOSFODNN7EXAMPLE",
                              "4111111111111111", "user@example.com", "someone@example.org", "91110000XXXXXXXXXX", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                              "LTAI4XXXXXXXXXXXXXXX", "AKIDXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"])

    def masked(self):
        m, c, i, n = self.plain_mobile(), self.plain_card(), self.id_card()[0], self.name()[0]
        return self.r.choice([m[:3] + "****" + m[-4:], c[:6] + "*" * (len(c) - 10) + c[-4:], i[0] + "*" * 16 + i[-1], i[:3] + "***********" + i[-4:],
                              n[0] + "*" * (len(n) - 1), self.digits(1) + "***@" + self.r.choice(values.MAIL), "尾号" + c[-4:]])

    def token(self):
        return self.r.choice(["TKN-" + self.digits(16), "tok_" + self.base62(24), "FPE:" + self.digits(18), "9" + self.digits(10), "cus_" + self.base62(14)])

    def placeholder(self):
        return self.r.choice(["${DB_PASSWORD}", "{{ password }}", "<your-password>", "********", "xxxxxxxx", "%(secret)s", "$PASSWORD", "changeme-here", "${env:MOBILE}",
                              "YOUR_ACCESS_KEY_ID", "ENC(" + self.base62(24) + "==)", "vault:secret/data/app#pw", "<REDACTED>", "null", "{cipher}" + self.pick(HEX, 48)])

    def public_number(self):
        return self.r.choice(["10086", "95588", "12345", "400-%s-%s" % (self.digits(3), self.digits(4)), "400%s" % self.digits(7), "800-%s-%s" % (self.digits(3), self.digits(4)),
                              "955%s" % self.digits(2), "12306"])

    def company_phone(self):
        return self.landline()[0]

    def certificate(self):
        body = base64.b64encode(self.r.randbytes(300)).decode()
        return self.r.choice(["-----BEGIN CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----"]) + body[:64] + self.r.choice(["", body[64:128]])

    def image_name(self):
        return "%s_%s_%s.%s" % (self.r.choice(["IMG", "VID", "mmexport", "wx_camera"]), self.day().strftime("%Y%m%d"), self.digits(6), self.r.choice(["jpg", "png", "mp4"])) \
            if self.r.random() < .5 else "mmexport%s.jpg" % self.epoch_ms()

    def handle(self):
        return self.r.choice(["@Override", "npm@%d.%d.%d" % (self.r.randrange(12), self.r.randrange(20), self.r.randrange(9)), "git@github.com:%s/%s.git" % (self.pick(LOWER, 5), self.pick(LOWER, 7)),
                              "icon@2x.png", "logo@3x.webp", "root@%s:~#" % self.pick(LOWER, 6), "%s@%s" % (self.pick(LOWER, 6), self.pick(LOWER, 7)),
                              "@types/%s@^%d.0.1" % (self.pick(LOWER, 5), self.r.randrange(20))])

    def part_number(self):
        return self.r.choice("EGHMCPSD") + self.digits(8)

    def account_id(self):
        return self.r.choice(["U", "C", "AK", "AS"]) + self.pick(LETTERS + DIGITS, self.r.choice([16, 18]))


# Family: (kinds that are right there, may a person's word stand directly before it).
FAMILIES = {
    "order_date_seq": ((), True), "county_date_seq": ((), False), "merchant_date_seq": ((), False), "snowflake": ((), True),
    "epoch_s": ((), True), "epoch_ms": ((), True), "epoch_us": ((), True), "epoch_ns": ((), True), "stamp": ((), True),
    "imei_number": (("imei",), False), "iccid": (("iccid",), True), "imsi": (("imsi",), True), "meid": (("device-id", "imei"), True),
    "tracking": ((), True), "ean": ((), True), "isbn": ((), True), "phone_seq": ((), False), "byte_count": ((), False),
    "decimal": ((), True), "coordinate": (("location",), True), "scientific": ((), True), "hash": (("password-hash", "password"), True), "uuid": ((), True),
    "version": ((), True), "oid": ((), True), "seed": ((), False), "ip_version": ((), True), "sku": (("uscc",), False),
    "luhn_other": ((), False), "documentation": ((), True), "masked": ((), True), "token": (("service-token", "cloud-secret"), False), "placeholder": ((), True),
    "public_number": (("service-number", "landline"), True), "company_phone": (("landline", "service-number"), True),
    "certificate": ((), True), "image_name": ((), True), "handle": ((), True), "part_number": ((), False), "account_id": ((), False),
}
