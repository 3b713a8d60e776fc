/* check
title:    {zh: 对外网站未列入定级备案, en: Public site in no graded filing}
clause:   N3.2
item:     N3.2.filing.ip-list-matches
basis:    [order11/contents, order11/verify, gd2023/grading]
severity: high
defends:  [防入侵]
assets:   [site]
proof:    absence
says:     {zh: "{url} 的域名或地址不在任何定级对象的备案中", en: "{url} is in the filing of no graded object, by name or address"}
remedy:
  zh: 将该网站纳入定级对象并更新备案，无用的下线。
  en: Put the site into an object's filing, or take it off the net.
days:     {value: 15, unit: calendar-days, sure: no}
# Only from the internet can it be said what is exposed to it: the scope's vantage begins with one of these words then.
applies: >
  SELECT a.id AS asset FROM asset a JOIN unit u ON SUBSTR(u.vantage, 1, 7) IN ('outside', 'Outside') OR SUBSTR(u.vantage, 1, 8) IN ('internet', 'Internet')
  OR SUBSTR(u.vantage, 1, 3) = '互联网' OR SUBSTR(u.vantage, 1, 2) IN ('公网', '外网')
  WHERE a.kind = 'site'
examples:
  - fail:    {web_site: [{asset: 1, url: "http://www.a.cn/", host: www.a.cn, domain: a.cn}], graded_domain: [{asset: 9, object: 门户, name: b.cn, domain: b.cn}], unit: [{asset: 9, vantage: 互联网}], assets: [{id: 1, kind: site}]}
  - pass:    {web_site: [{asset: 1, url: "http://www.a.cn/", host: www.a.cn, domain: a.cn}], graded_domain: [{asset: 9, object: 门户, name: www.a.cn, domain: a.cn}], unit: [{asset: 9, vantage: 互联网}], assets: [{id: 1, kind: site}]}
  # the list names the registered domain
  - pass:    {web_site: [{asset: 1, url: "http://www.a.cn/", host: www.a.cn, domain: a.cn}], graded_domain: [{asset: 9, object: 门户, name: a.cn, domain: a.cn}], unit: [{asset: 9, vantage: 互联网}], assets: [{id: 1, kind: site}]}
  # another host of the same domain says nothing of this one
  - fail:    {web_site: [{asset: 1, url: "http://www.a.cn/", host: www.a.cn, domain: a.cn}], graded_domain: [{asset: 9, object: 门户, name: mail.a.cn, domain: a.cn}], unit: [{asset: 9, vantage: 互联网}], assets: [{id: 1, kind: site}]}
  - pass:    {web_site: [{asset: 1, url: "http://192.0.2.7/", host: 192.0.2.7, bare_ip: true}], graded_address: [{asset: 9, object: 门户, ip: 192.0.2.7}], unit: [{asset: 9, vantage: 互联网}], assets: [{id: 1, kind: site}]}
  - unknown: {web_site: [{asset: 1, url: "http://www.a.cn/", host: www.a.cn, domain: a.cn}], partial: [graded_domain], unit: [{asset: 9, vantage: 互联网}], assets: [{id: 1, kind: site}]}
  - na:      {web_site: [{asset: 1, url: "http://www.a.cn/", host: www.a.cn, domain: a.cn}], unit: [{asset: 9, vantage: inside}], assets: [{id: 1, kind: site}]}
*/
WITH named AS (SELECT d.name, COUNT(*) AS n FROM graded_domain d GROUP BY d.name),
  listed AS (SELECT a.ip, COUNT(*) AS n FROM graded_address a GROUP BY a.ip)
SELECT w.asset, w.evidence, w.url
FROM web_site w LEFT JOIN named h ON h.name = w.host LEFT JOIN named d ON d.name = w.domain LEFT JOIN listed l ON l.ip = w.host
JOIN unit u ON SUBSTR(u.vantage, 1, 7) IN ('outside', 'Outside') OR SUBSTR(u.vantage, 1, 8) IN ('internet', 'Internet')
  OR SUBSTR(u.vantage, 1, 3) = '互联网' OR SUBSTR(u.vantage, 1, 2) IN ('公网', '外网')
WHERE h.n IS NULL AND d.n IS NULL AND l.n IS NULL;
