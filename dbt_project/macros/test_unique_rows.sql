{# Combinations of `columns` that stand more than once; null is a value like any other. #}
{% test unique_rows(model, columns) %}
    select {{ columns | join(', ') }}
    from {{ model }}
    where {{ onefold.touched_rows(model, columns) }}
    group by {{ columns | join(', ') }}
    having count(*) > 1
{% endtest %}

{# Values of a column that stand more than once. #}
{% test unique_key(model, column_name) %}
    select {{ column_name }}
    from {{ model }}
    where {{ column_name }} is not null and {{ onefold.touched_rows(model, [column_name]) }}
    group by {{ column_name }}
    having count(*) > 1
{% endtest %}

{#
    The condition that a row of a table is to be looked at again by a test whose rows hang together by `columns`: true
    unless this build goes on from one that passed, has kept the table and made again all rows of what is touched.
#}
{% macro touched_rows(relation, columns) -%}
    {%- if execute and onefold.can_keep() -%}
        {%- for node in graph.nodes.values() if node.relation_name == relation | string and node.resource_type == 'model' -%}
            {%- set by = node.config.meta.get('touched_by') -%}
            {%- if by and (by[1] or onefold.touched_kinds()[by[0]][1]) in columns and onefold.goes_on() -%}
                {%- set table, column = onefold.touched_kinds()[by[0]] -%}
                {{ by[1] or column }} in (select {{ column }} from {{ onefold.last_built(table) }})
                {%- else -%}
                true
            {%- endif -%}
        {%- else -%}
            true
        {%- endfor -%}
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}
