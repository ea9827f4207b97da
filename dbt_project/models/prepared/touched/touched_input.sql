{#
    What is new, gone or different since the last build, among all that the kept tables are made of: found by the digest
    of every row, never by a clock. A changed row is here twice, so that what it hung on before is here too.
#}
{{ config(meta={'touched_by': []}) }}
{%- set inputs = kept_inputs() -%}
{%- if is_night() -%}
    {%- for input in inputs %}
    select
        '{{ input.entity }}' as entity,
        coalesce(present.name, kept.name) as name,
        coalesce(present.parent, kept.parent) as parent
    from ({{ present_input(input) }}) as present
    full outer join (
        select * from {{ last_built('kept_input') }} where entity = '{{ input.entity }}'
    ) as kept on present.digest = kept.digest
    where present.digest is null or kept.digest is null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- else -%}
    select cast(null as varchar) as entity, cast(null as varchar) as name, cast(null as varchar) as parent where false
{%- endif %}
