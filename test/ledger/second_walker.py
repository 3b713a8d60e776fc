#!/usr/bin/env python3
"""A second walker, by another hand: written from the words of the law without sight of the engine or of walker.py's code, with the
same questions and answers (walker.py says their form). It marks every day of a span once as worked or not, then counts off days.

  民法典 201: the day on which a period begins is not counted; hours count from their moment.
  民法典 202: a period of months or years ends on the corresponding day of the last month, or on that month's last day.
  民法典 203: a last day that is a legal holiday gives way to the day after the holiday.
  行政处罚法 85: limits of two, three, five and seven days are working days; legal holidays are not among them.
  State Council's arrangements: days off, and weekend days that are worked instead.
"""
import calendar
import glob
import sys
from datetime import date, datetime, timedelta

FIRST, LAST = date(2021, 1, 1), date(2040, 12, 31)


def scalar(line, key):
    """The text behind "key: " in one flow mapping of the calendars, up to the next comma or bracket."""
    at = line.find(key + ":")
    return None if at < 0 else line[at + len(key) + 1:].lstrip()


def arrangement(folder):
    off, worked, years = set(), set(), set()
    for path in sorted(glob.glob(folder + "/*.yaml")):
        for line in open(path, encoding="utf-8"):
            if line.strip().startswith("year:"):
                years.add(int(line.split(":")[1]))
            if not line.lstrip().startswith("- {"):
                continue
            begin, end, instead = scalar(line, "from"), scalar(line, "to"), scalar(line, "work")
            single = scalar(line, "day")
            if begin:
                at, stop = date.fromisoformat(begin[:10]), date.fromisoformat((end or begin)[:10])
            elif single:
                at = stop = date.fromisoformat(single[:10])
            while (begin or single) and at <= stop:
                off.add(at)
                worked.discard(at)
                at += timedelta(1)
            if instead:
                for word in instead[1:instead.index("]")].split(","):
                    worked.add(date.fromisoformat(word.strip()))
    return off, worked, years


class Days:
    def __init__(self, folder):
        off, worked, self.years = arrangement(folder)
        self.index, self.rest = {}, []
        at = FIRST
        while at <= LAST:
            self.index[at] = len(self.rest)
            self.rest.append(at in off or (at.weekday() > 4 and at not in worked))
            at += timedelta(1)

    def unknown(self, day):
        # Not law but what is known: next year's arrangement may take the last week of December (model/calendar.h).
        return day.year not in self.years or ((day.month, day.day) >= (12, 25) and day.year + 1 not in self.years)


def answer(days, line):
    start, unit, count, roll = line.split()
    begun, count = datetime.fromisoformat(start), int(count)
    if unit == "hours":
        end = begun + timedelta(hours=count)
        return end.strftime("%Y-%m-%dT%H:%M") + " 0"
    provisional = False
    day = begun.date()
    if unit == "days":
        day += timedelta(count)
    elif unit in ("months", "years"):
        months = day.year * 12 + day.month - 1 + (count if unit == "months" else 12 * count)
        year, month = divmod(months, 12)
        day = date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    else:
        while count:
            day += timedelta(1)
            provisional |= days.unknown(day)
            count -= not days.rest[days.index[day]]
    if roll == "1":
        provisional |= days.unknown(day)
        while days.rest[days.index[day]]:
            day += timedelta(1)
            provisional |= days.unknown(day)
    return "%s %d" % (day, provisional)


def main():
    days = Days(sys.argv[1])
    for line in sys.stdin:
        print(answer(days, line))


main()
