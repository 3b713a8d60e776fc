/* check
title:    {zh: 备案的域名无法解析, en: Filed domain name does not resolve}
clause:   N3.2
item:     N3.2.filing.ip-list-matches
basis:    [order11/contents, order11/verify, gd2023/grading]
severity: low
defends:  [防入侵]
assets:   [domain]
proof:    presence
says:     {zh: "定级对象备案的域名 {name} 没有任何地址记录", en: "{name}, named in the filing of a graded object, has no address"}
remedy:
  zh: 核实该域名是否仍在使用，失效的从备案中删除。
  en: See whether the name is in use; take it out of the filing where it is not.
days:     {value: 15, unit: calendar-days, sure: no}
examples:
  - fail:    {dns_name: [{asset: 1, name: a.cn, type: A, rcode: 3, answers: 0}], graded_domain: [{asset: 9, object: 门户, name: a.cn, domain: a.cn}]}
  - fail:    {dns_name: [{asset: 1, name: a.cn, type: A, rcode: 0, answers: 0}, {asset: 1, name: a.cn, type: AAAA, rcode: 0, answers: 0}], graded_domain: [{asset: 9, object: 门户, name: a.cn, domain: a.cn}]}
  - pass:    {dns_name: [{asset: 1, name: a.cn, type: A, rcode: 0, answers: 1}], graded_domain: [{asset: 9, object: 门户, name: a.cn, domain: a.cn}]}
  # filed for nobody: domain-not-resolving
  - pass:    {dns_name: [{asset: 1, name: a.cn, type: A, rcode: 3, answers: 0}]}
  - unknown: {dns_name: [{asset: 1, name: a.cn, type: A, rcode: 3, answers: 0}], partial: [graded_domain]}
*/
WITH asked AS (
  SELECT d.asset, MIN(d.name) AS name, MIN(d.evidence) AS evidence,
    COUNT(*) FILTER (WHERE d.rcode = 3) AS no_such_name,
    COUNT(*) FILTER (WHERE d.type = 'A' AND d.rcode = 0 AND d.answers = 0) AS no_a,
    COUNT(*) FILTER (WHERE d.type = 'AAAA' AND d.rcode = 0 AND d.answers = 0) AS no_aaaa
  FROM dns_name d WHERE d.type IN ('A', 'AAAA')
  GROUP BY d.asset
), named AS (SELECT g.name, COUNT(*) AS n FROM graded_domain g GROUP BY g.name)
SELECT k.asset, k.evidence, k.name
FROM asked k JOIN named n ON n.name = k.name
WHERE k.no_such_name > 0 OR (k.no_a > 0 AND k.no_aaaa > 0);
