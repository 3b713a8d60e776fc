/* check
title:    {zh: 网站首页未标明备案号, en: No filing number on the home page}
clause:   N3.6
item:     N3.6.icp.footer-number
basis:    [icp292/show-number, order33/show-number, gd2023/filing]
severity: medium
defends:  [防黑灰产]
assets:   [site]
proof:    absence
says:     {zh: "{url} 首页未发现备案号或经营许可证编号", en: "no filing or licence number found on {url}"}
remedy:
  zh: 在首页底部中央位置标明备案编号（持证企业标明经营许可证编号），并链接至 https://beian.miit.gov.cn/。
  en: Show the filing number (or the licence number) at the bottom centre of the home page and link it to https://beian.miit.gov.cn/.
days:     {value: 5, unit: working-days, sure: no}
# Without a home page (error, redirect that leads elsewhere) there is nothing to show a number on. A firewall's challenge
# page hides the home page: not examined.
applies:  SELECT p.asset FROM web_page p WHERE p.home AND (p.status BETWEEN 200 AND 299 OR p.challenge <> '')
examples:
  - fail:    {web_page: [{asset: 1, url: "http://a/", status: 200, home: true}]}
  - pass:    {web_page: [{asset: 1, url: "http://a/", status: 200, home: true}], icp_mark: [{asset: 1, text: "粤ICP备12345678号", number: "粤ICP备12345678号", form: icp, valid: true}]}
  - unknown: {web_page: [{asset: 1, url: "http://a/", status: 200, home: true}], partial: [icp_mark]}
  # the licence number of a licence holder does as well
  - pass:    {web_page: [{asset: 1, url: "http://a/", status: 200, home: true}], icp_mark: [{asset: 1, text: "粤B2-20090059", number: "粤B2-20090059", form: licence, valid: true}]}
  # a malformed number is icp-number-malformed, not also missing
  - pass:    {web_page: [{asset: 1, url: "http://a/", status: 200, home: true}], icp_mark: [{asset: 1, text: "粤ICP备123号", form: malformed}]}
  # the number stands on another asset's page only
  - fail:    {web_page: [{asset: 1, url: "http://a/", status: 200, home: true}], icp_mark: [{asset: 2, text: "粤ICP备12345678号"}], assets: [{id: 1, kind: site}, {id: 2, kind: site}]}
  - unknown: {web_page: [{asset: 1, url: "http://a/", status: 200, home: true, challenge: "a firewall"}], partial: [icp_mark]}
  - na:      {web_page: [{asset: 1, url: "http://a/", status: 404, home: true}]}
*/
SELECT p.asset, p.evidence, p.url
FROM web_page p
WHERE p.home AND p.status BETWEEN 200 AND 299 AND p.challenge = ''
  AND NOT EXISTS (SELECT 1 FROM icp_mark m WHERE m.asset = p.asset);
