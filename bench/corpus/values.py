"""values: what the corpus plants: values of every kind, made by the rules of each (check digits, ranges, forms) from a seed. Numbers of the
shape that real ones have: they are made at run time below build/ and never committed."""
import base64
import datetime

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
TODAY = datetime.date.today()
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LOWER = LETTERS.lower()
DIGITS = "0123456789"
HEX = "0123456789abcdef"
FULL = {ord(c): 0xff10 + i for i, c in enumerate(DIGITS)}

# Counties by prefecture: (first four digits, last two of those in use, of those withdrawn).
COUNTIES = """1101 01 02 05 06 07 08 09 11 12 13 14 15 16 17 18 19|03 04
1102 |21 23 24 26 27 28 29
1201 01 02 03 04 05 06 10 11 12 13 14 15 16 17 18 19|07 08 09
1202 |21 23 24 25
1301 02 04 05 07 08 09 10 11 21 23 25 26 27 28 29 30 31 32 33 81 83 84|03 24 82 85
1302 02 03 04 05 07 08 09 24 25 27 29 81 83 84|30 82
1401 05 06 07 08 09 10 21 22 23 81|02
1501 02 03 04 05 21 22 23 24 25|
2101 02 03 04 05 06 11 12 13 14 15 23 24 81|22
2102 02 03 04 11 12 13 14 24 81 83|82 19
2201 02 03 04 05 06 12 13 22 82 83 84|81
2301 02 03 04 08 09 10 11 12 13 23 24 25 26 27 28 29 83 84|05 06 07 81 82
3101 01 04 05 06 07 09 10 12 13 14 15 16 17 18 20 51|03 08 19
3102 |24 25 30
3201 02 04 05 06 11 13 14 15 16 17 18|03 07 12 24 25
3205 05 06 07 08 09 12 81 82 83 85|02 03 04 84
3208 03 04 12 13 26 30 31|02 11 19 29
3301 02 05 06 08 09 10 11 12 13 14 22 27 82|03 04 83 85
3302 03 05 06 11 12 13 25 26 81 82|04 83
3401 02 03 04 11 21 22 23 24 81|
3501 02 03 04 05 11 12 21 22 23 24 25 28 81|82
3502 03 05 06 11 12 13|02 04
3601 02 03 04 11 12 13 21 23 24|05 22
3701 02 03 04 05 12 13 14 15 16 17 24 26|23 25 81
3702 02 03 11 12 13 14 15 81 83 85|05 84 82
4101 02 03 04 05 06 08 22 81 82 83 84 85|
4201 02 03 04 05 06 07 11 12 13 14 15 16 17|
4301 02 03 04 05 11 12 21 81 82|22 24
4401 03 04 05 06 11 12 13 14 15 17 18|02 07 16 83 84
4403 03 04 05 06 07 08 09 10 11|
4406 04 05 06 07 08|02 03
4413 02 03 22 23 24|
4419 00|
4420 00|
4452 02 03 22 24 81|21
4501 02 03 05 07 08 09 10 23 24 25 26 81|22 27
4601 05 06 07 08|
5001 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 51 52 53 54 55 56|
5002 29 30 31 33 35 36 37 38 40 41 42 43|22 23 24 25 26 27 28 32 34
5101 04 05 06 07 08 12 13 14 15 16 17 18 21 29 31 81 82 83 84 85|22 24 32
5113 02 03 04 21 22 23 24 25 81|
5136 |21 22 23
5137 |21 22 23
5201 02 03 11 12 13 15 21 22 23 81|14
5301 02 03 11 12 13 14 15 24 25 26 27 28 29 81|21 22
5401 02 03 04 21 22 23 24 27|25 26
6101 02 03 04 11 12 13 14 15 16 17 18 22 24|21 25 26
6201 02 03 04 05 11 21 22 23|
6301 02 03 04 05 06 23|21 22
6401 04 05 06 21 22 81|
6501 02 03 04 05 06 07 09 21|08"""
CURRENT, WITHDRAWN = [], []
for row in COUNTIES.splitlines():
    head, _, gone = row.partition("|")
    four = head.split()[0]
    CURRENT += [four + two for two in head.split()[1:]]
    WITHDRAWN += [four + two for two in gone.split()]

SEGMENTS = ("130 131 132 133 134 135 136 137 138 139 145 147 149 150 151 152 153 155 156 157 158 159 162 165 166 167 170 171 172 "
            "173 175 176 177 178 180 181 182 183 184 185 186 187 188 189 190 191 192 193 195 196 197 198 199").split()
# Issuers' beginnings with the length of their cards; from public lists.
BINS = [(b, n) for n, row in (
    (19, "622848 622845 622849 621282 622202 622203 622208 621225 621226 621227 621558 622700 621700 622280 436742 621661 621663 "
         "621785 622260 622262 621669 622150 622151 622188 621799 621096 621098 955880 622568 621462 623058 621626 621336 623052 "
         "621080 621467 620058 620061"),
    (16, "622588 622580 621483 622609 621286 622516 622517 622518 622521 622522 622615 622616 622617 622622 622630 622631 622660 "
         "622662 622666 622690 622691 622692 622155 622156 622252 622253 625017 625955 628388 628286 628316 439188 524094 552801 "
         "518710 356833 622575 622576 625330 436718 622230 622836 622838"),
    (18, "622908 622909"), (17, "622210 622215")) for b in row.split()]
SURNAMES = ("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方"
            "白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳"
            "甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧阳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄"
            "窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝")
COMPOUND = ["欧阳", "上官", "司马", "诸葛", "皇甫", "令狐", "尉迟", "慕容", "东方", "夏侯", "司徒", "端木"]
GIVEN = ("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英玉兰红梅建国华文志海波晓燕春雪峰宇浩然欣怡子涵梓轩雨桐思远嘉琪诗雅婷佳俊豪天佑晨曦若彤"
         "一诺沐宸博雅泽瑞祥鑫淼焱森垚")
RARE = "䶮𠮷镕珺堃喆昇璟翀煊翊玥"
ETHNIC = ["阿卜杜拉·买买提", "古丽娜尔·艾合买提", "迪丽热巴·吐尔逊", "扎西·多吉", "巴特尔·孟和", "买合木提·阿布都热依木"]
PLACES = [("广东省", "广州市", ["天河区", "越秀区", "白云区", "番禺区"]), ("广东省", "深圳市", ["南山区", "福田区", "龙岗区", "宝安区"]),
          ("浙江省", "杭州市", ["西湖区", "余杭区", "滨江区"]), ("江苏省", "南京市", ["鼓楼区", "玄武区", "江宁区"]),
          ("四川省", "成都市", ["武侯区", "锦江区", "双流区"]), ("湖北省", "武汉市", ["洪山区", "江岸区", "武昌区"]),
          ("湖南省", "长沙市", ["岳麓区", "芙蓉区"]), ("山东省", "济南市", ["历下区", "槐荫区"]), ("福建省", "厦门市", ["思明区", "湖里区"]),
          ("陕西省", "西安市", ["雁塔区", "碑林区"]), ("", "北京市", ["朝阳区", "海淀区", "西城区"]), ("", "上海市", ["浦东新区", "徐汇区", "静安区"]),
          ("", "重庆市", ["渝中区", "江北区"]), ("河南省", "郑州市", ["金水区", "二七区"]), ("辽宁省", "沈阳市", ["和平区", "皇姑区"])]
ROADS = "中山路 人民路 解放大道 建设街 体育西路 文化路 和平街 长江路 滨河大道 学院路 新华路 天府大道 高新一路 迎宾路 环城东路 朝阳北大街".split()
ESTATES = "阳光花园 锦绣家园 金桂苑 翠湖小区 碧水湾 丽景名苑 幸福里 和谐佳苑".split()
WORDS = "chen wang lily tom zhang kevin alice home sales info studio dragon panda sunny river cloud happy star moon".split()
MAIL = "163.com 126.com qq.com sina.com sohu.com foxmail.com outlook.com gmail.com yeah.net 139.com 189.cn aliyun.com".split()


def luhn(body):
    total = sum(sum(divmod(int(c) * (2 - i % 2), 10)) for i, c in enumerate(reversed(body)))
    return body + str(-total % 10)


def id_check(body):
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, ID_WEIGHTS)) % 11]


def uscc_check(body):
    return body + USCC_SIGNS[-sum(USCC_SIGNS.index(c) * pow(3, i, 31) for i, c in enumerate(body)) % 31]


def org_check(body):
    value = lambda c: int(c) if c.isdigit() else ord(c) - 55  # noqa: E731
    rest = 11 - sum(value(c) * w for c, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2))) % 11
    return body + {10: "X", 11: "0"}.get(rest, str(rest))


def vin_check(v):
    worth = dict(zip("ABCDEFGH", range(1, 9))) | dict(zip("JKLMN", range(1, 6))) | {"P": 7, "R": 9}
    worth |= dict(zip("STUVWXYZ", range(2, 10))) | {d: int(d) for d in DIGITS}
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    rest = sum(worth[c] * w for c, w in zip(v, weights)) % 11
    return v[:8] + ("X" if rest == 10 else str(rest)) + v[9:]


class Values:
    """Each method makes one value: (text as written, difficulty 0 to 3)."""

    def __init__(self, rng):
        self.r = rng
        self.forms = {}

    def pick(self, signs, n):
        return "".join(self.r.choice(signs) for _ in range(n))

    def digits(self, n):
        return self.pick(DIGITS, n)

    def date(self, first, last):
        return first + datetime.timedelta(days=self.r.randrange((last - first).days + 1))

    def county(self):
        return self.r.choice(CURRENT if self.r.random() < .85 else WITHDRAWN)

    def birth(self):
        first, last = datetime.date(1930, 1, 1), TODAY - datetime.timedelta(days=1)
        if self.r.random() < .05:
            first = last - datetime.timedelta(days=14 * 365)
        return self.date(first, last)

    # ---- persons and units ----
    def id_card(self):
        county = self.county()
        v = id_check(county + self.birth().strftime("%Y%m%d") + self.digits(3))
        hard = int(county in WITHDRAWN)
        if v[-1] == "X" and self.r.random() < .2:
            return v.lower(), max(hard, 1)
        return v, hard

    def id_card_15(self):
        return self.county() + self.date(datetime.date(1930, 1, 1), datetime.date(1999, 9, 30)).strftime("%y%m%d") + self.digits(3), 1

    def residence_permit(self):
        return id_check(self.r.choice(["810000", "820000", "830000"]) + self.birth().strftime("%Y%m%d") + self.digits(3)), 1

    def foreigner_card(self):
        place = self.r.choice(["11", "31", "44", "33", "32"]) + self.r.choice(["00", "01", "03"])
        return id_check("9" + place + self.digits(1) + self.birth().strftime("%Y%m%d") + self.digits(3)), 1

    def plain_mobile(self):
        return self.r.choice(SEGMENTS) + self.digits(8)

    def mobile(self):
        v, p = self.plain_mobile(), self.r.random()
        if p < .70:
            return v, 0
        if p < .80:
            return "%s %s %s" % (v[:3], v[3:7], v[7:]), 1
        if p < .88:
            return "%s-%s-%s" % (v[:3], v[3:7], v[7:]), 1
        if p < .95:
            return self.r.choice(["+86", "+86 ", "0086", "(+86)", "86-", "+86-"]) + v, 1
        if p < .98:
            return v.translate(FULL), 3
        return v[:3] + "\u200b" + v[3:], 3

    def plain_card(self):
        head, n = self.r.choice(BINS)
        return luhn(head + self.digits(n - 1 - len(head)))

    def bank_card(self):
        v, p = self.plain_card(), self.r.random()
        if p < .65:
            return v, 0
        sign = " " if p < .90 else "-" if p < .95 else "\u00a0"
        return sign.join(v[i:i + 4] for i in range(0, len(v), 4)), 1 if sign == " " else 2

    def uscc(self):
        head = self.r.choice(["91", "91", "91", "92", "93", "11", "12", "51", "52", "13"])
        body = self.r.choice(["MA" + self.pick(USCC_SIGNS, 6), self.digits(8)])
        body = body.replace("I", "1").replace("O", "0")
        return uscc_check(head + self.county() + org_check(body)), 0

    def email(self):
        local = self.r.choice(WORDS) + self.r.choice(["", ".", "_", "-"]) + self.r.choice(WORDS) + self.r.choice(["", str(self.r.randrange(9999))])
        p = self.r.random()
        if p < .12:
            return "%s+%s@%s" % (local, self.r.choice(WORDS), self.r.choice(MAIL)), 1
        if p < .20:
            return "%s@%s" % (local, self.r.choice(["邮箱.中国", "例子.公司", "测试网.中国", "北方.网络"])), 2
        if p < .25:
            return "%s＠%s" % (local, self.r.choice(MAIL)), 3
        if p < .45:
            return "%s@mail.%s%d.%s" % (local, self.r.choice(WORDS), self.r.randrange(99), self.r.choice(["com.cn", "cn", "net", "org.cn"])), 0
        if p < .60:
            return "%d@qq.com" % self.r.randrange(10**5, 10**10), 0
        return "%s@%s" % (local, self.r.choice(MAIL)), 0

    def passport(self):
        head = self.r.choice(["E", "E", "G", "D", "S", "P"])
        if head == "E" and self.r.random() < .4:
            return "E" + self.r.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") + self.digits(7), 1
        return head + self.digits(8), 0

    def hk_permit(self):
        return self.r.choice("HMC") + self.digits(8), 0

    def hk_id(self):
        two = self.r.random() < .15
        head = self.pick(LETTERS, 2) if two else self.r.choice(LETTERS)
        six = self.digits(6)
        padded = ([36] if not two else []) + [ord(c) - 55 for c in head] + [int(c) for c in six]
        rest = -sum(v * w for v, w in zip(padded, range(9, 1, -1))) % 11
        return "%s%s(%s)" % (head, six, "A" if rest == 10 else rest), 0

    def plate(self):
        head = self.r.choice("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼") + self.r.choice("ABCDEFGHJK")
        signs, p = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", self.r.random()
        if p < .2:
            return head + self.r.choice("DF") + self.digits(5), 1
        if p < .25:
            return head + self.digits(4) + "警", 2
        if p < .3:
            return "粤Z" + self.digits(4) + "港", 2
        return head + self.pick(signs, 2) + self.digits(3), 0

    def vin(self):
        body = self.r.choice(["LSV", "LFV", "LGX", "LHG", "LVS", "LBV", "LSG"]) + self.pick("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", 5)
        return vin_check(body + "0" + self.r.choice("KLMNPRST") + self.r.choice(LETTERS[:8]) + self.digits(6)), 0

    def imei(self):
        return luhn(self.r.choice(["35", "86", "01"]) + self.digits(12)), 0

    def landline(self):
        return self.r.choice(["010", "021", "020", "0755", "0571", "028", "0531", "0851"]) + "-" + self.r.choice("235678") + self.digits(7), 0

    def taiwan_id(self):
        first = self.r.choice("ABCDEFGHJKLMNPQRSTUVXYWZIO")
        code, body = "ABCDEFGHJKLMNPQRSTUVXYWZIO".index(first) + 10, self.r.choice("12") + self.digits(7)
        total = code // 10 + code % 10 * 9 + sum(int(c) * w for c, w in zip(body, range(8, 0, -1)))
        return first + body + str(-total % 10), 0

    def macau_id(self):
        return "%s%s(%s)" % (self.r.choice("157"), self.digits(6), self.digits(1)), 0

    def taiwan_permit(self):
        return self.r.choice("0123") + self.digits(7), 0

    def officer_card(self):
        return "%s字第%s号" % (self.r.choice(["军", "武", "海", "空", "士"]), self.digits(self.r.choice([7, 8]))), 0

    def driver_licence(self):
        return self.r.choice(CURRENT)[:4] + self.digits(8), 0

    def social_card(self):
        return self.r.choice(LETTERS) + self.digits(8), 0

    def org_code(self):
        v = org_check(self.digits(8) if self.r.random() < .5 else "MA" + self.pick(USCC_SIGNS, 6))
        return v[:8] + "-" + v[8], 0

    def business_licence(self):
        body, p = self.r.choice(CURRENT) + self.digits(8), 10
        for c in body:
            p = ((p + int(c)) % 10 or 10) * 2 % 11
        return body + str((11 - p) % 10), 0

    def iccid_number(self):
        return luhn("8986" + self.r.choice(["00", "01", "03", "04", "11"]) + self.digits(13)), 0

    def imsi_number(self):
        return "460" + self.r.choice(["00", "01", "02", "03", "07", "11"]) + self.digits(10), 0

    def qq(self):
        return self.pick(DIGITS[1:], 1) + self.digits(self.r.choice([7, 8, 9])), 0

    def wechat(self):
        return self.r.choice(["wxid_" + self.pick(LOWER + DIGITS, 14), self.r.choice(WORDS) + "_" + self.pick(LOWER + DIGITS, 5), self.r.choice(WORDS) + self.digits(4)]), 0

    def mac(self):
        pairs, form = [self.pick(HEX, 2) for _ in range(6)], self.r.random()
        return (":" if form < .7 else "-").join(pairs).upper() if form < .4 or form > .85 else ":".join(pairs), 0

    def huawei_key(self):
        return self.pick(LETTERS + DIGITS, 20), 1

    def qiniu_key(self):
        return self.base62(40), 1

    def sms_key(self):
        return self.pick(HEX, self.r.choice([16, 32])), 1

    def symmetric_key(self):
        return self.pick(HEX, self.r.choice([32, 64])), 1

    def name(self):
        p = self.r.random()
        if p < .04:
            return self.r.choice(ETHNIC), 2
        head = self.r.choice(COMPOUND) if p < .08 else SURNAMES[min(int(self.r.expovariate(1 / 45)), len(SURNAMES) - 1)]
        if p > .95:
            return head + self.r.choice(RARE) + self.r.choice(["", self.r.choice(GIVEN)]), 3
        return head + self.r.choice(GIVEN) + (self.r.choice(GIVEN) if self.r.random() < .7 else ""), 0

    def address(self):
        r = self.r
        province, city, districts = r.choice(PLACES)
        district, road, number = r.choice(districts), r.choice(ROADS), r.randrange(1, 999)
        shapes = (("%s%s%s%s%d号" % (province, city, district, road, number), 0),
                  ("%s%s%s%s%d号%s%d栋%d室" % (province, city, district, road, number, r.choice(ESTATES), r.randrange(1, 30), r.randrange(101, 2909)), 0),
                  ("%s%s%s%d号" % (city, district, road, number), 0),
                  ("%s%s%d号%d单元%d室" % (district, road, number, r.randrange(1, 5), r.randrange(101, 909)), 1),
                  ("%s%s%s%d弄%d号%d室" % (city, district, road, number, r.randrange(1, 60), r.randrange(101, 909)), 1),
                  ("%s%s%s%s%d栋%s座%d" % (province, city, district, r.choice(ESTATES), r.randrange(1, 20), r.choice("ABC"), r.randrange(101, 3001)), 2),
                  ("%s%s%s镇%s村%d组%d号" % (province, city, r.choice(["清水", "石桥", "太平", "大塘"]), r.choice(["红旗", "东风", "前进", "李家"]),
                                         r.randrange(1, 12), r.randrange(1, 99)), 2),
                  ("%s%s%s街道%s%d号" % (city, district, r.choice(["石牌", "粤海", "文新", "林和"]), road, number), 1),
                  ("%s %s %s %s%d号" % (province or city, city, district, road, number), 1),
                  ("%s%s%s与%s交叉口%s%d号楼" % (city, district, road, r.choice(ROADS), r.choice(ESTATES), r.randrange(1, 30)), 2))
        return r.choice(shapes)

    # ---- what a person is ----
    def gender(self):
        return self.r.choice("男女"), 0

    def ethnicity(self):
        return self.r.choice(["汉族"] * 12 + ["满族", "回族", "壮族", "苗族", "维吾尔族", "蒙古族", "藏族", "土家族"]), 0

    def birth_date(self):
        return self.birth().strftime(self.form("birth", ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d"])), 0

    def marriage(self):
        return self.r.choice(["已婚", "未婚", "离异", "丧偶"]), 0

    def education(self):
        return self.r.choice(["本科", "大专", "硕士研究生", "高中", "初中", "博士研究生", "中专"]), 0

    def form(self, what, forms):
        """One of the forms; the same until another is begun."""
        if what not in self.forms:
            self.forms[what] = self.r.choice(forms)
        return self.forms[what]

    # ---- secrets ----
    def base62(self, n):
        return self.pick(LETTERS + LOWER + DIGITS, n)

    def aliyun_key(self):
        return "LTAI" + (self.base62(12) if self.r.random() < .3 else self.r.choice(["4G", "5t", "4F"]) + self.base62(18)), 0

    def tencent_key(self):
        return "AKID" + self.base62(32), 0

    def aws_key(self):
        return self.r.choice(["AKIA", "ASIA"]) + self.pick("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16), 0

    def volcengine_key(self):
        return "AKLT" + base64.b64encode(self.pick(HEX, 32).encode()).decode().rstrip("=")[:43], 0

    def baidu_key(self):
        return "ALTAK" + self.base62(21), 0

    def jdcloud_key(self):
        return "JDC_" + self.pick(LETTERS + DIGITS, 28), 0

    def cloud_secret(self):
        return self.base62(self.r.choice([30, 32, 36, 40])), 1

    def wechat_secret(self):
        return self.pick(HEX, 32), 1

    def webhook(self):
        r = self.r
        uuid = "-".join(self.pick(HEX, n) for n in (8, 4, 4, 4, 12))
        return r.choice(["https://oapi.dingtalk.com/robot/send?access_token=" + self.pick(HEX, 64),
                         "https://open.feishu.cn/open-apis/bot/v2/hook/" + uuid,
                         "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=" + uuid]), 0

    def repository_token(self):
        r = self.r
        return r.choice(["ghp_" + self.base62(36), "glpat-" + self.base62(20), "npm_" + self.base62(36), "github_pat_" + self.base62(22) + "_" + self.base62(59)]), 0

    def service_token(self):
        return self.r.choice(["sk-" + self.base62(48), "sk-" + self.pick(HEX, 32), "xoxb-" + self.digits(12) + "-" + self.digits(12) + "-" + self.base62(24)]), 0

    def jwt(self):
        part = lambda words: base64.urlsafe_b64encode(words.encode()).decode().rstrip("=")  # noqa: E731
        alg = self.r.choice(["HS256", "RS256", "ES256"])
        return ".".join([part('{"alg":"%s","typ":"JWT"}' % alg), part('{"sub":"%s","iat":%d}' % (self.digits(8), self.r.randrange(16 * 10**8, 18 * 10**8))),
                         self.base62(43)]), 0

    def private_key(self):
        kind = self.r.choice(["RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY", "SM2 PRIVATE KEY", "OPENSSH PRIVATE KEY", "ENCRYPTED PRIVATE KEY"])
        body = base64.b64encode(self.r.randbytes(self.r.choice([121, 600, 1190]))).decode()
        lines = [body[i:i + 64] for i in range(0, len(body), 64)]
        return "-----BEGIN %s-----\n%s\n-----END %s-----" % (kind, "\n".join(lines), kind), 0

    def password(self):
        r = self.r
        word = r.choice(WORDS).capitalize()
        return r.choice([word + "@" + self.digits(4), self.base62(r.randrange(9, 17)), word + "#" + self.base62(6),
                         self.pick(LOWER, 4) + "!" + self.digits(4) + self.pick(LETTERS, 2), self.base62(5) + "$" + self.base62(5)]), 0

    def password_hash(self):
        r = self.r
        return r.choice(["$2b$12$" + self.base62(53), "$6$" + self.base62(12) + "$" + self.base62(86), "$5$" + self.base62(12) + "$" + self.base62(43),
                         "$y$j9T$" + self.base62(22) + "$" + self.base62(43), "$1$" + self.base62(8) + "$" + self.base62(22)]), 0


# Kinds that a value alone makes sure; the others need a word or a column.
ALONE = {"id-card", "residence-permit", "foreigner-card", "uscc", "bank-card", "email", "aliyun-key", "tencent-key", "aws-key", "volcengine-key",
         "baidu-key", "jdcloud-key", "webhook", "repository-token", "service-token", "jwt", "private-key", "password-hash"}
CHECKED = {"id-card", "residence-permit", "foreigner-card", "uscc", "bank-card"}
KEYS = {"aliyun-key", "tencent-key", "aws-key", "volcengine-key", "baidu-key", "jdcloud-key", "cloud-secret", "wechat-secret", "webhook",
        "repository-token", "service-token", "jwt", "private-key"}
PERSONAL = ["id-card", "mobile", "bank-card", "uscc", "email", "name", "address", "residence-permit", "foreigner-card", "id-card-15", "passport",
            "hk-permit", "hk-id", "plate", "vin", "imei", "landline"]
# Kinds that the limits do not speak of.
MORE = ["taiwan-id", "macau-id", "taiwan-permit", "officer-card", "driver-licence", "social-card", "org-code", "business-licence", "iccid", "imsi", "qq", "wechat", "mac",
        "huawei-key", "qiniu-key", "sms-key", "symmetric-key"]
TRAITS = ["gender", "ethnicity", "birth-date", "marriage", "education"]
SECRETS = ["aliyun-key", "tencent-key", "aws-key", "volcengine-key", "baidu-key", "jdcloud-key", "cloud-secret", "wechat-secret", "webhook",
           "repository-token", "service-token", "jwt", "private-key", "password", "url-password", "password-hash"]
# Another kind that says the same of the place.
SAME = {"qiniu-key": {"cloud-secret", "service-token"}, "huawei-key": {"cloud-secret", "service-token"}, "sms-key": {"cloud-secret", "service-token", "password"},
        "symmetric-key": {"cloud-secret", "service-token"}, "cloud-secret": {"service-token", "password", "symmetric-key", "wechat-secret"}, "wechat-secret": {"cloud-secret", "symmetric-key", "password"},
        "password-hash": {"password"}, "url-password": {"password"}, "password": {"url-password"},
        "service-token": {"cloud-secret"}, "passport": {"hk-permit"}, "hk-permit": {"passport"}, "social-card": {"passport", "hk-permit"}}
