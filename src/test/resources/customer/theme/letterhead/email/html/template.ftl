<#-- A layout that uses all that stock's mails have. -->
<#macro emailLayout>
<!DOCTYPE html>
<html lang="${locale.language}" dir="${(ltr)?then('ltr','rtl')}">
<head>
  <meta charset="utf-8">
  <title>${subject}</title>
</head>
<body style="margin: 0; border-top: 8px solid ${properties.letterheadColor}">
  <p style="padding: 0 16px"><a href="${url.loginUrl}">${realmName}</a> <img src="${url.resourcesUrl}/img/logo.png" alt=""></p>
  <p style="padding: 0 16px">${kcSanitize(msg("letterheadGreeting", user.firstName!user.username))?no_esc}</p>
  <#nested>
  <p style="padding: 0 16px">For ${user.email}, ${user.attributes.lastName!"without a name"}</p>
</body>
</html>
</#macro>
