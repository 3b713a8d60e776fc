/* check
title:    {zh: 数据分类分级清单定级偏低, en: Personal data graded too low in the unit's list}
clause:   N3.3
item:     N3.3.class.coverage
basis:    [pipl/manage, dsl/classify, gbt43697/levels]
severity: low
defends:  [防窃密]
assets:   [folder, database]
proof:    presence
says:     {zh: "{path} {name} 的{category}在清单中为 {listed} 级，按{title}不低于 {level} 级（就高从严；该分级未核对原文，仅供复核，不作处理依据）", en: "{path} {name}: {category_en} is listed as level {listed}; {title_en} wants no less than {level} (from memory, not read: for review, binds nobody)"}
remedy:
  zh: 对照标准原文复核级别，确属偏低的上调并落实相应保护措施。
  en: Check the level against the words of the standard; raise it where it is too low and protect the data accordingly.
days:     {value: 30, unit: calendar-days, sure: no}
# Both answers of a kind are in the list of data (yicha data inventory): here the level alone is compared. The level of a kind is that of catalogue/grades.yaml (GB/T 43697-2024 annex H, from memory: not checked against the text).
examples:
  - fail:    {data_item: [{asset: 1, path: a.csv, name: sfzh, kind: id-card, grp: person, sure: 9, persons: 9, form: plain}], data_listed: [{asset: 2, path: a.csv, name: sfzh, kind: id-card, level: 2}]}
  - pass:    {data_item: [{asset: 1, path: a.csv, name: sfzh, kind: id-card, grp: person, sure: 9, persons: 9, form: plain}], data_listed: [{asset: 2, path: a.csv, name: sfzh, kind: id-card, level: 4}]}
  - pass:    {data_item: [{asset: 1, path: a.csv, name: sfzh, kind: id-card, grp: person, sure: 9, persons: 9, form: plain}], data_listed: [{asset: 2, path: a.csv, name: sfzh, kind: id-card, level: ~}]}
  - unknown: {data_item: [{asset: 1, path: a.csv, kind: mobile, grp: person, sure: 9}], partial: [data_listed]}
*/
WITH listed AS (
  SELECT l.path, l.kind, l.name, MIN(l.level) AS level FROM data_listed l WHERE l.level IS NOT NULL GROUP BY l.path, l.kind, l.name
)
SELECT i.asset, i.evidence, i.path, i.part, i.name, i.kind, l.level AS listed, g.level, g.category, g.category_en, g.title, g.title_en,
       i.path || '!' || i.part || '!' || i.name || '!' || i.kind AS place
FROM data_item i
JOIN grade g ON g.kind = i.kind AND g.standard = 'gbt43697'
JOIN listed l ON l.path = i.path AND l.kind = i.kind AND (l.name = i.name OR l.name = '')
WHERE i.sure > 0 AND i.grp = 'person' AND l.level < g.level;
