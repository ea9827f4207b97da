{# Candidate values of one attribute from `relation`; `given` names the numbers that are not zero. #}
{% macro attribute_candidates(attribute, value, relation, given={}, condition='true') %}
    select
        customer_id,
        '{{ attribute }}' as attribute,
        cast({{ value }} as varchar) as value,
        record_name,
        source,
        trust,
        {{ given.get('created_at', 'cast(null as timestamp)') }} as created_at,
        updated_at,
        {%- for name in ['verified', 'is_primary', 'completeness', 'progress'] %}
        cast({{ given.get(name, '0') }} as bigint) as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ relation }}
    where ({{ value }}) is not null and {{ condition }}
{%- endmacro %}
