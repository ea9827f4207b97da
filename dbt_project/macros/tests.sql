{#
    What must hold of a table: columns that are never null (`filled`), combinations of columns that stand once (`keys`;
    null is a value like any other, save in a key of one column), columns that name a customer (`customers`), and columns
    that hold nothing but `values`. One test a table, since a test costs dbt more than its rows. A row of its result is a
    broken rule; `onefold run` tells how many there are of each.
#}
{% test sound(model, filled=[], keys=[], customers=[], values={}) %}
    {%- set rules = [] -%}
    {%- for column in filled -%}
        {%- set rule -%}
            select 'a value in {{ column }}' as broken
            from {{ model }}
            where {{ onefold.made_again(model) }} and {{ column }} is null
        {%- endset -%}
        {%- do rules.append(rule) -%}
    {%- endfor -%}
    {%- for columns in keys -%}
        {%- set rule -%}
            select 'one row a {{ columns | join(', ') }}' as broken
            from {{ model }}
            where {{ onefold.touched_rows(model, columns) }}
            {%- if columns | length == 1 %} and {{ columns[0] }} is not null{% endif %}
            group by {{ columns | join(', ') }}
            having count(*) > 1
        {%- endset -%}
        {%- do rules.append(rule) -%}
    {%- endfor -%}
    {%- for column in customers -%}
        {%- set known = ref('onefold', 'customer') -%}
        {%- set rule -%}
            select 'customer of {{ column }}' as broken
            from (
                select {{ column }} as customer_id
                from {{ model }}
                where {{ column }} is not null and {{ onefold.touched_references(model, column, known, 'customer_id') }}
            ) as naming
            left join {{ known }} as known on naming.customer_id = known.customer_id
            where known.customer_id is null
        {%- endset -%}
        {%- do rules.append(rule) -%}
    {%- endfor -%}
    {%- for column, accepted in values.items() -%}
        {%- set rule -%}
            select 'values of {{ column }}' as broken
            from {{ model }}
            where {{ onefold.made_again(model) }} and {{ column }} not in ('{{ accepted | join("', '") }}')
        {%- endset -%}
        {%- do rules.append(rule) -%}
    {%- endfor -%}
    {{ rules | join('\nunion all\n') }}
{% endtest %}

{#
    The condition that a row of a table is to be looked at again by a test whose rows hang together by `columns`: true
    unless this build goes on from one that passed, has kept the table and made again all rows of what is touched.
#}
{% macro touched_rows(relation, columns) -%}
    {%- set by = onefold.kept_by(relation) -%}
    {%- if by and by.columns | reject('in', columns) | list | length == 0 and onefold.goes_on() -%}
        {{ by.condition }}
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{# The same for a test of rows one by one. #}
{% macro made_again(relation) -%}
    {%- set by = onefold.kept_by(relation) -%}
    {{ by.condition if by and onefold.goes_on() else 'true' }}
{%- endmacro %}

{# The same for a test of references: rows that were made again, and those whose `to` was, or is gone. #}
{% macro touched_references(relation, column, to, field) -%}
    {%- set child, parent = onefold.kept_by(relation), onefold.kept_by(to) -%}
    {%- if child and parent and parent.columns == [field] and onefold.goes_on() -%}
        ({{ child.condition }}
        {%- if child.condition != parent.condition or column != field %}
            or {{ column }} in (select {{ parent.name }} from {{ parent.table }})
        {%- endif -%}
        )
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{# How a kept table is touched: the columns that decide it, and the condition; nothing for any other table. #}
{% macro kept_by(relation) %}
    {%- if execute and onefold.can_keep() -%}
        {%- set wanted = relation | string -%}
        {%- for node in graph.nodes.values() if node.relation_name == wanted and node.resource_type == 'model' -%}
            {%- set by = node.config.meta.get('touched_by') -%}
            {%- if by -%}
                {%- set table, name = onefold.touched_kinds()[by[0]] -%}
                {%- set expression = by[1] or name -%}
                {%- set touching = onefold.last_built(table) -%}
                {{ return({
                    'columns': (expression | replace('coalesce(', '') | replace(')', '')).split(', '),
                    'condition': expression ~ ' in (select ' ~ name ~ ' from ' ~ touching ~ ')',
                    'table': touching, 'name': name
                }) }}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(none) }}
{% endmacro %}
