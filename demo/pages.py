"""pages: the sites' files. Every page says 样本 (sample); number, link and leak are as the table's row wants them."""
import io
import os
import zipfile

import table

COMPANY = "粤海示例科技有限公司"
BEIAN = "https://beian.miit.gov.cn/"
LINKS = {"elsewhere": "https://www.example.org/beian/", "dead": "http://www.miitbeian.gov.cn/"}
PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head><meta charset="%(charset)s"><title>%(title)s</title></head>
<body>
<header><h1>%(title)s</h1></header>
<main>
<p>%(company)s为自查演示而虚构，本页为样本。This company is made up; every page of it is a sample.</p>
<p>产品与服务：云上商城、客户服务、会员中心。联系电话见客户服务页面。</p>
%(main)s
</main>
%(foot)s
</body>
</html>
"""
MIB = 1024 * 1024


def number_of(site, dealt):
    """The number that the page shows, by `number=`."""
    kind = site.row.get("number", "right")
    borrowed = next(d.number for d in dealt if d.ident == "resolves-one")
    tail = site.number.split("-")[1]
    return {"right": site.number, "cancelled": site.number, "borrowed": borrowed, "not-own": table.STRANGER,
            "old": "粤ICP备08004280号-" + tail, "licence": "粤B2-20230059-" + tail,
            "malformed": "粤ICP备202301234号-" + tail, "province": "京ICP备2023012345号-" + tail,
            "not-filed": "粤ICP备2023054321号-" + tail}[kind]


def filed_number(site, dealt):
    """The number that the filing list gives for the site's domain."""
    if site.row.get("number") in ("old", "licence"):
        return number_of(site, dealt)
    return site.number


def marked(number, site):
    link = site.row.get("link", "right")
    if link == "none":
        return number
    return '<a href="%s" target="_blank">%s</a>' % (LINKS.get(link, BEIAN), number)


def foot(site, number):
    """The foot of the page, by `foot=`."""
    kind = site.row.get("foot", "right")
    words = "<p>%s · 样本</p>" % COMPANY
    if kind == "none":
        return "<footer>%s</footer>" % words
    if kind == "comment":
        return "<footer>%s<!-- %s --></footer>" % (words, marked(number, site))
    if kind == "picture":
        return '<footer>%s<p><a href="%s"><img src="/beian.png" alt=""></a></p></footer>' % (words, BEIAN)
    if kind == "script":
        return ""
    if kind == "entities":
        number = "".join("&#%d;" % ord(c) if ord(c) > 127 else c for c in number)
    return "<footer>%s<p>%s</p></footer>" % (words, marked(number, site))


def body(site):
    """What stands between head and foot."""
    page = site.row.get("page", "plain")
    if page == "login":
        return ('<form method="post" action="/login"><input name="user"><input type="password" name="password">'
                "<button>登录</button></form>")
    if page == "nested":
        return "<div>" * 10000 + "<p>样本</p>" + "</div>" * 10000
    if page == "gb18030":
        return "<p>生僻字：𠮷、㐀、䶮。</p>"
    if page == "listing-words":
        return "<h2>Index of /</h2><p>本文介绍什么是目录列表（Index of），并非目录列表。Last modified: 样本</p>"
    if site.row.get("foot") == "ceiling":
        return "<p>" + "样本文字，长页面。" * (MIB // 20) + "</p>"
    return "".join('<p><a href="%s">%s</a></p>' % pair for pair in linked(site))


def linked(site):
    if site.row.get("leak") == "listing":
        return [("/files/", "资料下载")]
    return []


def home(site, dealt):
    """The home page's bytes."""
    title = "%s（样本）" % COMPANY
    if site.row.get("foot") == "script":
        return ('<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>%s</title></head><body>'
                '<div id="app"></div><script src="/app.js"></script></body></html>' % title).encode()
    gbk = site.row.get("page") == "gb18030"
    text = PAGE % {"charset": "gbk" if gbk else "utf-8", "title": title, "company": COMPANY, "main": body(site),
                   "foot": foot(site, number_of(site, dealt))}
    return text.encode("gb18030" if gbk else "utf-8")


PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000"
    "000049454e44ae426082")
CHALLENGE = """<html><head><meta charset="utf-8"><title>安全验证</title></head><body><script>
var arg1='0123456789ABCDEF0123456789ABCDEF01234567';document.cookie='acw_sc__v2='+arg1;location.reload();
</script><noscript>请开启 JavaScript 后重试（样本）</noscript></body></html>
"""
ENV = """APP_NAME=样本
APP_ENV=production
APP_KEY=base64:c2FtcGxlLXNhbXBsZS1zYW1wbGUtc2FtcGxlLXNhbXA=
DB_HOST=127.0.0.1
DB_USERNAME=sample
DB_PASSWORD=sample-password-of-the-demo
"""
GIT = {".git/HEAD": b"ref: refs/heads/main\n",
       ".git/config": b'[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n'
                      b'[remote "origin"]\n\turl = https://git.example.org/sample.git\n',
       ".git/index": b"DIRC\0\0\0\2\0\0\0\0" + bytes(20),
       ".git/refs/heads/main": b"0123456789abcdef0123456789abcdef01234567\n"}


def archive():
    """A backup of a site, always the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for name, text in (("index.php", "<?php // 样本\n"), ("config.php", "<?php $password = 'sample';\n")):
            z.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text)
    return out.getvalue()


def files(site, dealt):
    """Path → bytes of everything the site serves."""
    page, leak = site.row.get("page", "plain"), site.row.get("leak")
    out = {"index.html": CHALLENGE.encode() if page == "challenge" else home(site, dealt)}
    if page == "redirect":
        out = {"home/index.html": out["index.html"]}
    if site.row.get("foot") == "picture":
        out["beian.png"] = PICTURE
    if site.row.get("foot") == "script":
        out["app.js"] = ("document.getElementById('app').innerHTML = '<p>%s</p>';\n" % number_of(site, dealt)).encode()
    if leak == "listing":
        out.update({"files/report-2026.txt": "样本\n".encode(), "files/price.csv": "样本,1\n".encode(),
                    "files/old/a.txt": b"a\n"})
    if leak in ("git", "forbidden"):
        out.update(GIT)
    if leak in ("env", "forbidden"):
        out[".env"] = ENV.encode()
    if leak == "backup":
        out.update({"backup.zip": archive(), "www.zip": archive()})
    return out


def write(site, dealt, folder):
    for path, data in files(site, dealt).items():
        full = os.path.join(folder, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as out:
            out.write(data)


def filing(dealt):
    """The filing list as exported (样本): one line a filed domain, and one that belongs to somebody else."""
    unit = ",".join([COMPANY, "91440300MA0000XY5L"])
    lines = ["备案号,域名,主办单位名称,统一社会信用代码,网站名称,状态"]
    for d in dealt:
        if d.kind == "service" or d.row.get("filed") == "no":
            continue
        status = "注销" if d.row.get("number") == "cancelled" else "正常"
        number = filed_number(d, dealt) if d.kind == "site" else d.number
        lines.append("%s,%s,%s,样本网站,%s" % (number, d.name if d.row.get("on") == "address" else
                                             ".".join(d.name.split(".")[-2:]), unit, status))
    lines.append("%s,bieren.example,另一家示例有限公司,91440300MA0001AB36,样本网站,正常" % table.STRANGER)
    return "\n".join(lines) + "\n"
