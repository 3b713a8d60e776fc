/* check
title:    {zh: 网站未履行备案手续, en: Site not filed}
clause:   N3.6
item:     N3.6.icp.filed
basis:    [icp292/file, order33/file, gd2023/filing]
severity: high
defends:  [防黑灰产]
assets:   [site]
proof:    absence
says:     {zh: "{url} 的域名或IP地址（{name}）不在备案清单中", en: "{name}, under which {url} is reached, is in no filing of the unit's list"}
remedy:
  zh: 立即停止服务并办理备案，备案完成后再开通。
  en: Stop the service, file the site, and open it again when it is filed.
days:     {value: 15, unit: calendar-days, sure: no}
# Sub-domains share the filing of the registered domain; a site reached by its bare address needs one too (Order 33 article
# 5). A cancelled filing of the name is icp-number-cancelled; one that is still being examined is none yet.
examples:
  - fail:    {web_site: [{asset: 1, url: "http://www.a.cn/", host: www.a.cn, domain: a.cn}], icp_filing: [{asset: 9, number: "粤ICP备12345678号-1", domain: b.cn, own: true, status: filed}]}
  - pass:    {web_site: [{asset: 1, url: "http://www.a.cn/", host: www.a.cn, domain: a.cn}], icp_filing: [{asset: 9, number: "粤ICP备12345678号-1", domain: a.cn, own: true, status: filed}]}
  - unknown: {web_site: [{asset: 1, url: "http://www.a.cn/", host: www.a.cn, domain: a.cn}], partial: [icp_filing]}
  - fail:    {web_site: [{asset: 1, url: "http://192.0.2.7/", host: 192.0.2.7, bare_ip: true}], icp_filing: [{asset: 9, number: "粤ICP备12345678号-1", domain: a.cn, own: true, status: filed}]}
  - pass:    {web_site: [{asset: 1, url: "http://192.0.2.7/", host: 192.0.2.7, bare_ip: true}], icp_filing: [{asset: 9, number: "粤ICP备12345678号-1", domain: 192.0.2.7, own: true, status: filed}]}
  - pass:    {web_site: [{asset: 1, url: "http://a.cn/", host: a.cn, domain: a.cn}], icp_filing: [{asset: 9, number: "粤ICP备12345678号-1", domain: a.cn, own: true, status: cancelled}]}
  - fail:    {web_site: [{asset: 1, url: "http://a.cn/", host: a.cn, domain: a.cn}], icp_filing: [{asset: 9, number: "", domain: a.cn, own: true, status: pending}]}
  # an export that names the host itself
  - pass:    {web_site: [{asset: 1, url: "http://www.a.cn/", host: www.a.cn, domain: a.cn}], icp_filing: [{asset: 9, number: "粤ICP备12345678号-1", domain: www.a.cn, own: true, status: filed}]}
*/
WITH filed AS (
  SELECT f.domain AS name, COUNT(*) AS n FROM icp_filing f WHERE f.domain <> '' AND f.status <> 'pending' GROUP BY f.domain
)
SELECT w.asset, w.evidence, w.url, CASE WHEN w.bare_ip THEN w.host ELSE w.domain END AS name
FROM web_site w LEFT JOIN filed d ON d.name = w.domain LEFT JOIN filed h ON h.name = w.host
WHERE d.n IS NULL AND h.n IS NULL;
