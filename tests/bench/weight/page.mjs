// Renders an article in the page template that the NHS design system's npm package ships.
// Usage: node page.mjs <folder with node_modules> < {"title", "body"} > index.html
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

const modules = path.join(process.argv[2], 'node_modules')
const nunjucks = createRequire(path.join(modules, 'x.js'))('nunjucks')
const links = pairs => JSON.stringify(pairs.map(([text, href]) => ({ text, href })))
const template = `{% extends "nhsuk/template.njk" %}
{% from "nhsuk/components/breadcrumb/macro.njk" import breadcrumb %}
{% block pageTitle %}{{ title }}{% endblock %}
{% block head %}<link rel="stylesheet" href="/nhsuk-frontend.min.css">{% endblock %}
{% block header %}{{ header({ service: { text: "A clinic", href: "/" }, navigation: { items: ${
  links([['Articles', '/articles/'], ['Check your leg', '/triage/']])} } }) }}{% endblock %}
{% block beforeContent %}{{ breadcrumb({ items: ${links([['Home', '/'], ['Articles', '/articles/']])} }) }}{% endblock %}
{% block content %}<div class="nhsuk-grid-row"><div class="nhsuk-grid-column-two-thirds">
<h1 class="nhsuk-heading-xl">{{ title }}</h1>{{ body | safe }}</div></div>{% endblock %}
{% block footer %}{{ footer({ meta: { items: ${
  links([['Home', '/'], ['Articles', '/articles/'], ['Check your leg', '/triage/']])} } }) }}{% endblock %}
{% block bodyEnd %}<script type="module" src="/nhsuk-frontend.min.js"></script>{% endblock %}`
const roots = ['nhsuk-frontend/dist', 'nhsuk-frontend/dist/nhsuk'].map(root => path.join(modules, root))
const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader(roots), { autoescape: true })
process.stdout.write(environment.renderString(template, JSON.parse(readFileSync(0, 'utf8'))))
