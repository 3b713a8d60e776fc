#!/usr/bin/env python3
"""A walker of days, written from the words of the law before src/ledger/deadline.c existed and without it: slow, plain, one
day after the other. It is never made to follow the engine; where the two differ, the law decides, and a change here says why.

  民法典 201: 按照年、月、日计算期间的，开始的当日不计入，自下一日开始计算。按照小时计算期间的，自…规定…的时间开始计算。
  民法典 202: 按照年、月计算期间的，到期月的对应日为期间的最后一日；没有对应日的，月末日为期间的最后一日。
  民法典 203: 期间的最后一日是法定休假日的，以法定休假日结束的次日为期间的最后一日。…截止时间为二十四时。
  民事诉讼法 85: 期间开始的时和日，不计算在期间内。期间届满的最后一日是法定休假日的，以法定休假日后的第一日为期间届满的日期。
  行政处罚法 85: 本法中“二日”“三日”“五日”“七日”的规定是指工作日，不含法定节假日。
  行政强制法 69: 本法中十日以内期限的规定是指工作日，不含法定节假日。

walker.py FOLDER < questions: a line is "START UNIT COUNT ROLL"; START is 2026-02-13 or 2026-02-13T09:30 (China time), UNIT is hours,
days, working-days, months or years, ROLL is 1 where the last day may not be a day of rest. Hours count from their moment.
The answer is a line "LAST PROVISIONAL", LAST a day (hours: a day and a time), PROVISIONAL 1 when it rests on a year whose
arrangement is not known. "walker.py FOLDER count YEAR" prints how many days of a year are worked.
"""
import datetime
import os
import re
import sys

DAY = datetime.timedelta(days=1)


def read_calendars(folder):
    """Every line of a file that names days, nothing else of YAML."""
    off, work, years = {}, set(), set()
    for name in sorted(os.listdir(folder)):
        if not re.fullmatch(r"\d{4}\.yaml", name):
            continue
        years.add(int(name[:4]))
        with open(os.path.join(folder, name), encoding="utf-8") as f:
            for line in f:
                m = re.match(r"\s*- \{name: ([^,]+), from: (\S+), to: (\S+?)(?:, work: \[([^]]*)\])?\}", line)
                if not m:
                    continue
                day = datetime.date.fromisoformat(m.group(2))
                end = datetime.date.fromisoformat(m.group(3))
                while day <= end:
                    off[day] = m.group(1)
                    work.discard(day)
                    day += DAY
                for text in (m.group(4) or "").replace(" ", "").split(","):
                    if text:
                        swapped = datetime.date.fromisoformat(text)
                        work.add(swapped)
                        off.pop(swapped, None)
    return off, work, years


class Walker:
    def __init__(self, folder):
        self.off, self.work, self.years = read_calendars(folder)

    def rest(self, day):
        """法定休假日: a holiday, or a day of the week-end that is not worked in exchange."""
        if day in self.work:
            return False
        return day in self.off or day.weekday() >= 5

    def unknown(self, day):
        """No arrangement; and the New Year of a year without one may still take days of the last week of December."""
        if day.year not in self.years:
            return True
        return day.month == 12 and day.day >= 25 and day.year + 1 not in self.years

    def corresponding(self, start, months):
        year, month = start.year, start.month
        for _ in range(months):
            month += 1
            if month == 13:
                year, month = year + 1, 1
        number = start.day
        while True:
            try:
                return datetime.date(year, month, number)
            except ValueError:
                number -= 1

    def last(self, start, unit, count, roll):
        day, doubt = start, False
        if unit == "working-days":
            while count:
                day += DAY
                doubt = doubt or self.unknown(day)
                if not self.rest(day):
                    count -= 1
            return day, doubt
        if unit == "days":
            for _ in range(count):
                day += DAY
        else:
            day = self.corresponding(start, count * 12 if unit == "years" else count)
        if roll:
            doubt = self.unknown(day)
            while self.rest(day):
                day += DAY
                doubt = doubt or self.unknown(day)
        return day, doubt

    def answer(self, line):
        start, unit, count, roll = line.split()
        if unit == "hours":
            moment = datetime.datetime.fromisoformat(start)
            for _ in range(int(count)):
                moment += datetime.timedelta(hours=1)
            return moment.isoformat(timespec="minutes") + " 0"
        day, doubt = self.last(datetime.date.fromisoformat(start[:10]), unit, int(count), roll == "1")
        return "%s %d" % (day.isoformat(), doubt)


def main():
    walker = Walker(sys.argv[1])
    if len(sys.argv) == 4 and sys.argv[2] == "count":
        day, worked = datetime.date(int(sys.argv[3]), 1, 1), 0
        while day.year == int(sys.argv[3]):
            worked += not walker.rest(day)
            day += DAY
        print(worked)
        return
    for line in sys.stdin:
        print(walker.answer(line))


main()
