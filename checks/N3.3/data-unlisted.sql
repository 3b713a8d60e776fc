/* check
title:    {zh: 数据分类分级清单漏列个人信息, en: Personal data that the unit's list of data does not name}
clause:   N3.3
item:     N3.3.class.coverage
basis:    [pipl/manage, dsl/classify, csl/encrypt]
severity: medium
defends:  [防窃密]
assets:   [folder, database]
proof:    absence
says:     {zh: "{path} {name} 有{category} {persons} 条，清单未列", en: "{path} {name} holds {persons} values of {category_en} that the list does not name"}
remedy:
  zh: 补登记遗漏的数据项，按规则定级并落实保护措施。
  en: Enter what is missing, grade it by the rules and protect it accordingly.
days:     {value: 30, unit: calendar-days, sure: no}
# An entry names a place and a kind; one without a column stands for all columns of the place.
examples:
  - fail:    {data_item: [{asset: 1, path: a.csv, name: sfzh, kind: id-card, grp: person, sure: 9, persons: 9, form: plain}], data_listed: [{asset: 2, path: b.csv, kind: id-card}]}
  - pass:    {data_item: [{asset: 1, path: a.csv, name: sfzh, kind: id-card, grp: person, sure: 9, persons: 9, form: plain}], data_listed: [{asset: 2, path: a.csv, kind: id-card}]}
  - pass:    {data_item: [{asset: 1, path: a.csv, name: sfzh, kind: id-card, grp: person, sure: 9, persons: 9, form: plain}], data_listed: [{asset: 2, path: a.csv, name: sfzh, kind: id-card}]}
  - unknown: {data_item: [{asset: 1, path: a.csv, name: sfzh, kind: id-card, grp: person, sure: 9, persons: 9, form: plain}], partial: [data_listed]}
*/
WITH listed AS (
  SELECT l.path, l.kind, l.name, COUNT(*) AS n FROM data_listed l GROUP BY l.path, l.kind, l.name
)
SELECT i.asset, i.evidence, i.path, i.part, i.name, i.kind, i.persons, g.category, g.category_en,
       i.path || '!' || i.part || '!' || i.name || '!' || i.kind AS place
FROM data_item i
JOIN grade g ON g.kind = i.kind AND g.standard = 'gbt35273'
LEFT JOIN listed l ON l.path = i.path AND l.kind = i.kind AND l.name = i.name
LEFT JOIN listed w ON w.path = i.path AND w.kind = i.kind AND w.name = ''
WHERE i.sure > 0 AND i.grp = 'person' AND l.n IS NULL AND w.n IS NULL;
