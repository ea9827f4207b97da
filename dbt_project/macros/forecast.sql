{# Levels of a forecast: its name and the dimensions that it keeps; the others are `all`. #}
{% macro forecast_levels() %}
    {{ return([
        ('all', []), ('company', ['company']), ('department', ['company', 'department']),
        ('product', ['company', 'department', 'product'])
    ]) }}
{% endmacro %}

{# The dimensions of a level as columns. #}
{% macro level_columns(level, kept) -%}
    '{{ level }}' as level,
    {%- for dimension in ['company', 'department', 'product'] %}
        {% if dimension in kept %}{{ dimension }}{% else %}'all' as {{ dimension }}{% endif %}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
