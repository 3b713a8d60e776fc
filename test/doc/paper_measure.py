# paper_measure.py WHAT TOLERANCE DIR: measures grid.pdf and notice.pdf in DIR against the numbers of GB/T 9704-2012, all in
# millimetres, on the ink of the rendered page. TAP lines with numbers from the environment's N on.
import re
import subprocess
import sys

what, tolerance, folder = sys.argv[1], float(sys.argv[2]), sys.argv[3]
DPI = 300
MM = 25.4 / DPI
ROW, COLUMN = 225 / 22, 156 / 28
bad = 0


def ok(cond, words):
    global bad
    bad += not cond
    print('ok' if cond else 'not ok', '-', what + ':', words)


def near(got, want, words, most=None):
    most = tolerance if most is None else most
    ok(got is not None and abs(got - want) <= most, '%s: %s mm, wanted %.2f +-%.2f' % (
        words, 'none' if got is None else '%.2f' % got, want, most))


def page(pdf, n):  # (width, height, bytes of RGB)
    out = subprocess.run(['pdftoppm', '-r', str(DPI), '-f', str(n), '-l', str(n), pdf], capture_output=True, check=True).stdout
    _, size, _, data = out.split(b'\n', 3)
    width, height = map(int, size.split())
    return width, height, data


def runs(flags, gap):
    found, start, last = [], None, None
    for i, f in enumerate(flags):
        if f:
            start = i if start is None else start
            last = i
        elif start is not None and i - last > gap:
            found.append((start, last + 1))
            start = None
    if start is not None:
        found.append((start, last + 1))
    return found


def planes(img):
    """Black ink and red ink as lists of rows, one byte a pixel: 1 where there is ink."""
    width, height, data = img
    red, green = data[0::3], data[1::3]
    black = red.translate(bytes(1 if v < 110 else 0 for v in range(256)))
    reddish = bytes(1 if r > 180 and g < 110 else 0 for r, g in zip(red, green))
    cut = lambda plane: [plane[y * width:(y + 1) * width] for y in range(height)]
    return cut(black), cut(reddish)


def lines(plane, gap=5):
    return runs([any(row) for row in plane], gap)


def columns(plane, top, bottom, gap=0):
    width = len(plane[0])
    ink = bytearray(width)
    for row in plane[top:bottom]:
        if any(row):
            ink = bytearray(a | b for a, b in zip(ink, row))
    return runs(ink, gap)


def middle(run):
    return (run[0] + run[1]) / 2 * MM


def words(pdf, n):  # of pdftotext, in points
    out = subprocess.run(['pdftotext', '-bbox', '-f', str(n), '-l', str(n), pdf, '-'], capture_output=True, check=True).stdout.decode()
    return [(float(a), float(b), float(c), float(d), t) for a, b, c, d, t in
            re.findall(r'<word xMin="([^"]*)" yMin="([^"]*)" xMax="([^"]*)" yMax="([^"]*)">([^<]*)<', out)]


def grid(pdf):
    size = re.search(r'Page size: *([\d.]+) x ([\d.]+)', subprocess.run(['pdfinfo', pdf], capture_output=True, text=True).stdout)
    near(float(size[1]) * 25.4 / 72, 210, 'page width', 0.1)
    near(float(size[2]) * 25.4 / 72, 297, 'page height', 0.1)
    img = page(pdf, 1)
    black, _ = planes(img)
    text = [r for r in lines(black) if r[0] * MM < 262]
    ok(len(text) == 22, '%d lines a page, wanted 22' % len(text))
    counts = {len(re.sub(r'\s', '', w)) for w in
              subprocess.run(['pdftotext', '-layout', '-l', '1', pdf, '-'], capture_output=True, check=True).stdout.decode().split('\n')
              if '国' in w}
    ok(counts == {28}, '%s characters a line, wanted 28' % counts)
    near(middle(text[0]), 37 + ROW / 2, 'middle of the first line from the upper edge')
    near(middle(text[-1]), 37 + 21.5 * ROW, 'middle of the last line')
    near((middle(text[-1]) - middle(text[0])) / 21, ROW, 'from line to line', 0.05)
    first, last = columns(black, *text[0], gap=1)[0], columns(black, *text[0], gap=1)[-1]
    near((first[0] + last[1]) / 2 * MM, 28 + 78, 'middle of a line from the left edge')
    em = 16 * 25.4 / 72  # a character's ink stands in the middle of its em
    near(middle(first), 28 + em / 2, 'first character of a line')
    near(middle(last), 184 - COLUMN + em / 2, 'last character of a line')
    near((middle(last) - middle(first)) / 27, COLUMN, 'from character to character', 0.05)
    foot(pdf, black, 1)
    foot(pdf, planes(page(pdf, 2))[0], 2)


def foot(pdf, black, n):
    """The page number: its dash 7 mm below the text, a character in from the right or, on even pages, the left."""
    below = [r for r in lines(black) if r[0] * MM > 262]
    dashes = [w for w in words(pdf, n) if w[4] in '—–' and w[1] > 740]
    ok(len(below) == 1 and len(dashes) == 2, 'page %d has one line below the text, a number between dashes' % n)
    if len(below) != 1 or len(dashes) != 2:
        return
    marks = columns(black, *below[0], gap=3)
    side = marks[-1] if n % 2 else marks[0]
    dash = lines([row[side[0]:side[1]] for row in black[below[0][0]:below[0][1]]])
    near((below[0][0] + (dash[0][0] + dash[0][1]) / 2) * MM, 262 + 7, 'page %d: its dash' % n)
    em = 14 * 25.4 / 72
    if n % 2:
        near(max(d[2] for d in dashes) * 25.4 / 72, 184 - em, 'page %d: right end of the number' % n)
    else:
        near(min(d[0] for d in dashes) * 25.4 / 72, 28 + em, 'page %d: left end of the number' % n)


def notice(pdf):
    black, red = planes(page(pdf, 1))
    rows = lines(red, gap=20)
    ok(len(rows) == 2, 'red: an agency and a rule (%d)' % len(rows))
    if len(rows) == 2:
        near(rows[0][0] * MM, 37 + 35, 'upper edge of the agency')
        agency, rule = columns(red, *rows[0], gap=200)[0], columns(red, *rows[1], gap=5)[0]
        near(middle(agency), 106, 'middle of the agency')
        near((rule[1] - rule[0]) * MM, 156, 'length of the red rule')
        near(rule[0] * MM, 28, 'left end of the red rule')
    text = lines(black)
    if len(rows) == 2:
        number = [r for r in text if r[1] < rows[1][0]][-1]
        near((rows[1][0] + rows[1][1]) / 2 * MM - number[1] * MM, 4, 'red rule below the number')
        near((number[0] + number[1]) / 2 * MM, 37 + 7.5 * ROW, 'number two rows below the agency')
        title = [r for r in text if r[0] > rows[1][1]]
        near(middle(title[0]), 37 + 10.5 * ROW, 'title two rows below the red rule')
        near(middle(title[1]) - middle(title[0]), ROW, 'second line of the title')
        first, second = columns(black, *title[0], gap=60)[0], columns(black, *title[1], gap=60)[0]
        near(middle(first), 106, 'middle of the title')
        ok(first[1] - first[0] > second[1] - second[0], 'the title narrows downwards')
        cells = 17  # 关于某某网络科技有限公司网络安全和
        near((first[1] - first[0]) * MM / cells, 22 * 25.4 / 72, 'size of the title (pitch)', 0.15)
        near(middle(title[2]), 37 + 13.5 * ROW, 'addressee a row below the title')
    last = int(re.search(r'Pages: *(\d+)', subprocess.run(['pdfinfo', pdf], capture_output=True, text=True).stdout)[1])
    black, _ = planes(page(pdf, last))
    wide = []
    for y, row in enumerate(black):
        longest = max((b - a for a, b in runs(row, 0)), default=0) * MM
        if longest > 150:
            wide.append((y, longest))
    rules = runs([any(y == w[0] for w in wide) for y in range(len(black))], 2) if wide else []
    ok(len(rules) == 3, 'the imprint has three rules (%d)' % len(rules))
    if len(rules) == 3:
        near(rules[2][1] * MM, 262, 'lower edge of the imprint')
        near(wide[-1][1], 156, 'length of its rules')


grid(folder + '/grid.pdf')
notice(folder + '/notice.pdf')
sys.exit(bad > 0)
