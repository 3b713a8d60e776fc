/* check
title:    {zh: 许可业务没有定级对象, en: A licensed service has no graded object}
clause:   N3.2
item:     N3.2.filing.services-covered
basis:    [order11/divide, order11/file, gd2023/grading]
severity: high
defends:  [防入侵]
assets:   [unit]
proof:    absence
says:     {zh: "许可业务“{shown}”没有对应的定级对象", en: "no graded object carries the licensed service {shown}"}
remedy:
  zh: 为该业务补充定级对象并完成备案。
  en: Grade and file an object that carries the service.
days:     {value: 30, unit: calendar-days, sure: no}
examples:
  - fail:    {unit_service: [{asset: 9, name: 甲业务, shown: 甲业务}], graded_service: [{asset: 9, object: 门户, name: 乙业务}]}
  - pass:    {unit_service: [{asset: 9, name: 甲业务, shown: 甲业务}], graded_service: [{asset: 9, object: 门户, name: 甲业务}]}
  - unknown: {unit_service: [{asset: 9, name: 甲业务, shown: 甲业务}], partial: [graded_service]}
  # the scope names no services
  - unknown: {partial: [unit_service]}
*/
WITH carried AS (SELECT s.name, COUNT(*) AS n FROM graded_service s GROUP BY s.name)
SELECT u.asset, u.evidence, u.shown, u.name AS place
FROM unit_service u LEFT JOIN carried c ON c.name = u.name
WHERE c.n IS NULL;
