/* check
title:    {zh: 登录表单未加密传输, en: Login form without encryption}
clause:   N3.2
item:     N3.2.vuln.tls
basis:    [ndsr/protect, csl/encrypt, gd2023/measures]
severity: high
defends:  [防窃密, 防入侵]
assets:   [site]
proof:    presence
says:     {zh: "{url} 的登录表单以明文传送口令（提交至 {action}）", en: "the login form on {url} sends passwords in the clear (to {action})"}
remedy:
  zh: 登录页面和提交地址全部使用 HTTPS，并将 HTTP 访问重定向至 HTTPS。
  en: Serve the login page and its target over HTTPS only and redirect HTTP to it.
days:     {value: 5, unit: working-days, sure: no}
# A page that came in the clear can be altered on its way, wherever its form sends to.
examples:
  - fail:    {web_form: [{asset: 1, url: "http://a/", action: "http://a/login", password: true}]}
  - pass:    {web_form: [{asset: 1, url: "https://a/", action: "https://a/login", password: true, page_secure: true, action_secure: true}]}
  - unknown: {partial: [web_form]}
  - fail:    {web_form: [{asset: 1, url: "http://a/", action: "https://a/login", password: true, action_secure: true}]}
  - fail:    {web_form: [{asset: 1, url: "https://a/", action: "http://a/login", password: true, page_secure: true}]}
  # a search form is no login form
  - pass:    {web_form: [{asset: 1, url: "http://a/", action: "http://a/search"}]}
*/
SELECT f.asset, f.evidence, f.url, f.action, f.action AS place
FROM web_form f
WHERE f.password AND NOT (f.page_secure AND f.action_secure);
