/* check
title:    {zh: 域名无法解析（空壳备案嫌疑）, en: Domain does not resolve}
clause:   N3.6
item:     N3.6.icp.deregistered
basis:    [order33/update, gd2023/filing]
severity: low
defends:  [防黑灰产]
assets:   [domain]
proof:    presence
says:     {zh: "域名 {name} 没有任何地址记录", en: "{name} has no address"}
remedy:
  zh: 域名不再使用的，办理备案注销；已过期或易主的，立即注销或变更备案；仍在使用的恢复解析。
  en: Where the domain is no longer used, cancel its filing; where it expired or changed hands, cancel or change the filing at once; else mend its resolution.
days:     {value: 15, unit: calendar-days, sure: no}
# NXDOMAIN speaks for all types; else both A and AAAA must have been answered without a record. A server failure proves
# nothing.
examples:
  - fail:    {dns_name: [{asset: 1, name: a.cn, type: A, rcode: 3, answers: 0}]}
  - fail:    {dns_name: [{asset: 1, name: a.cn, type: A, rcode: 0, answers: 0}, {asset: 1, name: a.cn, type: AAAA, rcode: 0, answers: 0}]}
  - pass:    {dns_name: [{asset: 1, name: a.cn, type: A, rcode: 0, answers: 0}, {asset: 1, name: a.cn, type: AAAA, rcode: 0, answers: 1}]}
  - unknown: {dns_name: [{asset: 1, name: a.cn, type: A, rcode: 0, answers: 0}], partial: [dns_name]}
  - pass:    {dns_name: [{asset: 1, name: a.cn, type: A, rcode: 0, answers: 2}]}
  # the resolver failed: the collector leaves a gap
  - unknown: {dns_name: [{asset: 1, name: a.cn, type: A, rcode: 2, answers: 0}], partial: [dns_name]}
*/
WITH asked AS (
  SELECT d.asset, MIN(d.name) AS name, MIN(d.evidence) AS evidence,
    COUNT(*) FILTER (WHERE d.rcode = 3) AS no_such_name,
    COUNT(*) FILTER (WHERE d.type = 'A' AND d.rcode = 0 AND d.answers = 0) AS no_a,
    COUNT(*) FILTER (WHERE d.type = 'AAAA' AND d.rcode = 0 AND d.answers = 0) AS no_aaaa
  FROM dns_name d WHERE d.type IN ('A', 'AAAA')
  GROUP BY d.asset
)
SELECT k.asset, k.evidence, k.name
FROM asked k
WHERE k.no_such_name > 0 OR (k.no_a > 0 AND k.no_aaaa > 0);
